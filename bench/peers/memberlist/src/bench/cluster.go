package main

import (
	"fmt"
	"io/ioutil"
	"log"
	"math/rand"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/hashicorp/memberlist"
)

const (
	joinAttempts = 20
	joinPause    = 100 * time.Millisecond
	bindAttempts = 20
	poll         = 2 * time.Millisecond
)

var quiet = log.New(ioutil.Discard, "", 0)

// A cluster holds the nodes of one run. It starts them, picks among them, and waits for them to agree.
type cluster struct {
	options
	sightings
	random *rand.Rand
	gated  bool // nodes can be blocked
	all    []*node
	named  int
}

func newCluster(o options) *cluster {
	rand.Seed(o.seed)
	c := &cluster{options: o, random: rand.New(rand.NewSource(o.seed))}
	c.gated = contains(o.scenarios, "starve") || contains(o.scenarios, "hang")
	c.forgetDeaths()
	return c
}

// ---- picking

func (c *cluster) live() (live []*node) {
	for _, n := range c.all {
		if n.isAlive() {
			live = append(live, n)
		}
	}
	return
}

// Pick picks this many nodes other than the seed.
func (c *cluster) pick(count int) (picked []*node) {
	live := c.live()
	for _, i := range c.random.Perm(len(live) - 1)[:count] {
		picked = append(picked, live[i+1])
	}
	return
}

// ---- starting

func (c *cluster) create() *node {
	n := &node{name: "n" + strconv.Itoa(c.named), alive: 1, sightings: &c.sightings}
	c.named++
	n.meta.Store("v=0")
	conf := config(c.profile)
	conf.Name = n.name
	conf.BindAddr, conf.AdvertiseAddr, conf.BindPort = "127.0.0.1", "127.0.0.1", 0
	conf.Logger = quiet
	conf.Delegate, conf.Events = n, n
	n.queue = &memberlist.TransmitLimitedQueue{
		RetransmitMult: conf.RetransmitMult,
		NumNodes:       func() int { return int(atomic.LoadInt32(&n.members)) },
	}
	if c.gated {
		transport := openTransport()
		conf.BindPort, conf.AdvertisePort = transport.GetAutoBindPort(), transport.GetAutoBindPort()
		n.gate = newGate(transport)
		conf.Transport = n.gate
	}
	list, err := memberlist.Create(conf)
	if err != nil {
		panic(err)
	}
	n.list = list
	return n
}

// OpenTransport tries ports until one is free for UDP and TCP.
func openTransport() *memberlist.NetTransport {
	for try := 1; ; try++ {
		t, err := memberlist.NewNetTransport(&memberlist.NetTransportConfig{BindAddrs: []string{"127.0.0.1"}, Logger: quiet})
		if err == nil {
			return t
		}
		if try == bindAttempts {
			panic(err)
		}
	}
}

// Start adds this many nodes at once. It returns the milliseconds until all nodes saw each other, and whether they did.
func (c *cluster) start(count int) (float64, bool) {
	began := time.Now()
	if len(c.all) == 0 {
		c.all = append(c.all, c.create())
		count--
	}
	seed := c.live()[0].address()
	slots := make(chan bool, count+1)
	if c.startLimit > 0 {
		slots = make(chan bool, c.startLimit)
	}
	var joining sync.WaitGroup
	for i := 0; i < count; i++ {
		n := c.create()
		c.all = append(c.all, n)
		joining.Add(1)
		slots <- true
		go func() {
			defer func() { <-slots; joining.Done() }()
			for try := 0; try < joinAttempts; try++ {
				if _, err := n.list.Join([]string{seed}); err == nil {
					return
				}
				time.Sleep(joinPause)
			}
		}()
	}
	joining.Wait()
	live := c.live()
	ok := until(c.limit, func() bool { return agree(live) })
	if !ok {
		seen := map[int32]int{}
		for _, n := range live {
			seen[atomic.LoadInt32(&n.members)]++
		}
		fmt.Fprintln(os.Stderr, "not all nodes see each other; nodes by members seen:", seen)
	}
	return ms(time.Since(began)), ok
}

// ---- waiting

func until(limit time.Duration, condition func() bool) bool {
	for end := time.Now().Add(limit); time.Now().Before(end); time.Sleep(poll) {
		if condition() {
			return true
		}
	}
	return condition()
}

// Agree tells whether each of these nodes sees exactly these nodes. It is cheap as long as they do not agree.
func agree(nodes []*node) bool {
	for _, n := range nodes {
		if int(atomic.LoadInt32(&n.members)) != len(nodes) {
			return false
		}
	}
	for _, n := range nodes {
		seen := map[string]bool{}
		for _, m := range n.list.Members() {
			seen[m.Name] = true
		}
		for _, other := range nodes {
			if !seen[other.name] {
				return false
			}
		}
		if len(seen) != len(nodes) {
			return false
		}
	}
	return true
}

// Pause waits a random time, so that the next action comes at a random phase of memberlist's timers.
func (c *cluster) pause() {
	time.Sleep(time.Duration(100+c.random.Intn(1000)) * time.Millisecond)
}
