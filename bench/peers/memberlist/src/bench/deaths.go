package main

import (
	"sync"
	"time"

	"github.com/hashicorp/memberlist"
)

// The scenarios in which nodes fail.

const (
	suspicionPoll = 10 * time.Millisecond
	aftermath     = 5 * time.Second
)

// OneDeath kills a node, or hangs it with its sockets open.
func (b *bench) oneDeath(scenario string, repeat int) {
	victim := b.pick(1)[0]
	b.forgetDeaths()
	dead := b.await("down", victim.name, "")
	victim.gone()
	if scenario == "hang" {
		victim.gate.shut.Lock()
		defer func() {
			victim.gate.shut.Unlock()
			victim.kill()
		}()
	} else {
		victim.kill()
	}
	observers := b.live()
	pending := observers
	firstSuspect, allSuspect := -1.0, -1.0
	for end := dead.began.Add(b.limit); time.Now().Before(end) && dead.count() < len(observers); time.Sleep(suspicionPoll) {
		var left []*node
		for _, n := range pending {
			if n.stateOf(victim.name) == memberlist.StateAlive {
				left = append(left, n)
			} else if firstSuspect < 0 {
				firstSuspect = ms(time.Since(dead.began))
			}
		}
		if len(left) == 0 && len(pending) > 0 {
			allSuspect = ms(time.Since(dead.began))
		}
		pending = left
	}
	first, last := dead.span()
	b.emit(scenario, "first_suspect_ms", repeat, firstSuspect)
	b.emit(scenario, "all_suspect_ms", repeat, allSuspect)
	b.emit(scenario, "first_dead_ms", repeat, first)
	b.emit(scenario, "all_dead_ms", repeat, last, "ok", dead.count() == len(observers), "observers", len(observers), "saw", dead.count())
	b.emitWrong(scenario, repeat, []*node{victim})
}

// OneByOne kills one node after another until the seed is alone. Each dies when all survivors know of the one before.
func (b *bench) oneByOne(repeat int) {
	b.forgetDeaths()
	victims := b.pick(len(b.live()) - 1)
	for i, victim := range victims {
		dead := b.await("down", victim.name, "")
		victim.kill()
		observers := len(b.live())
		ok := until(b.limit, func() bool { return dead.count() >= observers })
		_, last := dead.span()
		b.emit("one-by-one", "all_dead_ms", repeat, last, "ok", ok, "killed", i+1, "left", observers)
		b.pause()
	}
	b.emitWrong("one-by-one", repeat, victims)
}

// Mass kills a share of the nodes at the same moment.
func (b *bench) mass(scenario string, share float64, repeat int) {
	count := int(float64(len(b.live()))*share + 0.5)
	victims := b.pick(count)
	b.forgetDeaths()
	b.await("nothing", "", "")
	began := time.Now()
	var killing sync.WaitGroup
	for _, victim := range victims {
		killing.Add(1)
		go func(n *node) {
			defer killing.Done()
			n.kill()
		}(victim)
	}
	killing.Wait()
	killed := ms(time.Since(began))
	survivors := b.live()
	ok := until(b.limit, func() bool { return agree(survivors) })
	took := ms(time.Since(began))
	time.Sleep(aftermath)
	b.emit(scenario, "agree_ms", repeat, took, "ok", ok, "killed", count, "survivors", len(survivors), "killing_took_ms", killed)
	b.emitWrong(scenario, repeat, victims)
}

func (b *bench) emitWrong(scenario string, repeat int, killed []*node) {
	names := namesOf(killed)
	wrong, observations := b.wrong(func(name string) bool { return !names[name] })
	b.emit(scenario, "false_deaths", repeat, wrong, "observations", observations)
}

func namesOf(nodes []*node) map[string]bool {
	names := map[string]bool{}
	for _, n := range nodes {
		names[n.name] = true
	}
	return names
}
