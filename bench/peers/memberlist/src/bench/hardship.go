package main

import (
	"os/exec"
	"runtime"
	"strconv"
	"time"
)

// The scenarios in which no node fails, so every declared death is false.

const (
	joinsDieDown  = 15 * time.Second
	starvedShare  = 8
	starvedTimes  = 6
	starvedWhile  = 5 * time.Second
	starvedSettle = 15 * time.Second
)

func anybody(string) bool { return true }

// Steady measures the cost of a cluster in which nothing changes.
func (b *bench) steady(repeat int) {
	time.Sleep(joinsDieDown)
	count := float64(len(b.live()))
	b.forgetDeaths()
	before := readGauges()
	time.Sleep(time.Duration(b.steadySeconds) * time.Second)
	after := readGauges()
	nodeSeconds := after.at.Sub(before.at).Seconds() * count
	b.emit("steady", "bytes_per_node_s", repeat, (after.bytes-before.bytes)/nodeSeconds)
	b.emit("steady", "packets_per_node_s", repeat, (after.packets-before.packets)/nodeSeconds)
	b.emit("steady", "udp_datagrams_per_node_s", repeat, (after.datagrams-before.datagrams)/nodeSeconds)
	b.emit("steady", "tcp_segments_per_node_s", repeat, (after.segments-before.segments)/nodeSeconds)
	b.emit("steady", "cpu_ms_per_node_s", repeat, (after.cpuMs-before.cpuMs)/nodeSeconds)
	b.emit("steady", "rss_kb_per_node", repeat, residentKiB()/count)
	b.emit("steady", "heap_kb_per_node", repeat, heapKiB()/count)
	b.emit("steady", "goroutines_per_node", repeat, float64(runtime.NumGoroutine())/count)
	wrong, observations := b.wrong(anybody)
	b.emit("steady", "false_deaths", repeat, wrong, "observations", observations)
}

// Starve blocks one node in eight for 5 s, then frees it for 5 s, six times.
func (b *bench) starve(repeat int) {
	live := b.live()
	count := len(live) / starvedShare
	if count < 1 {
		count = 1
	}
	starved := b.pick(count)
	names := namesOf(starved)
	b.forgetDeaths()
	for i := 0; i < starvedTimes; i++ {
		for _, n := range starved {
			n.gate.shut.Lock()
		}
		time.Sleep(starvedWhile)
		for _, n := range starved {
			n.gate.shut.Unlock()
		}
		time.Sleep(starvedWhile)
	}
	time.Sleep(starvedSettle)
	healthy, healthyObservations := b.wrong(func(name string) bool { return !names[name] })
	blocked, blockedObservations := b.wrong(func(name string) bool { return names[name] })
	b.emit("starve", "false_deaths_of_healthy", repeat, healthy, "observations", healthyObservations, "paused_nodes", count)
	b.emit("starve", "false_deaths_of_paused", repeat, blocked, "observations", blockedObservations, "paused_nodes", count)
	b.emitHeal("starve", repeat, live)
}

// The shell checks the clock itself. Killing a wrapper such as timeout would leave its child spinning for ever.
const spin = "end=$(($(date +%s) + $0)); while [ $(date +%s) -lt $end ]; do i=0; while [ $i -lt 500000 ]; do i=$((i + 1)); done; done"

// Spinning keeps each processor busy with a process beside the nodes, as Go would schedule goroutines around it.
func (b *bench) spinning(repeat int) {
	live := b.live()
	b.forgetDeaths()
	count := runtime.NumCPU()
	deadline := strconv.Itoa(b.spinningSeconds + 1) // the spinners end by themselves if this process is killed
	for i := 0; i < count; i++ {
		spinner := exec.Command("sh", "-c", spin, deadline)
		if err := spinner.Start(); err != nil {
			panic(err)
		}
		defer spinner.Wait()
	}
	time.Sleep(time.Duration(b.spinningSeconds) * time.Second)
	wrong, observations := b.wrong(anybody)
	b.emit("spinning", "false_deaths", repeat, wrong, "observations", observations, "spinners", count, "seconds", b.spinningSeconds)
	b.emitHeal("spinning", repeat, live)
}

func (b *bench) emitHeal(scenario string, repeat int, live []*node) {
	began := time.Now()
	ok := until(b.limit, func() bool { return agree(live) })
	b.emit(scenario, "heal_ms_after", repeat, ms(time.Since(began)), "ok", ok)
}
