package main

import (
	"fmt"
	"os"
	"time"
)

// A bench runs scenarios on a cluster, and brings the cluster back to its size after each.
type bench struct {
	options
	*cluster
	report
	done map[string]int // how often each scenario has run, to number its repeats
}

func (b *bench) run(scenario string, last bool) {
	times := b.times(scenario)
	for i := 0; i < times; i++ {
		repeat := b.done[scenario]
		b.done[scenario]++
		switch scenario {
		case "steady":
			b.steady(repeat)
		case "gossip":
			b.gossip(repeat)
		case "meta":
			b.update(repeat)
		case "leave":
			b.leave(repeat)
		case "crash", "hang":
			b.oneDeath(scenario, repeat)
		case "one-by-one":
			b.oneByOne(repeat)
		case "mass10":
			b.mass(scenario, 0.1, repeat)
		case "mass50":
			b.mass(scenario, 0.5, repeat)
		case "starve":
			b.starve(repeat)
		case "spinning":
			b.spinning(repeat)
		}
		if !last || i < times-1 {
			b.refill(scenario)
		}
	}
}

func (b *bench) times(scenario string) int {
	switch scenario {
	case "gossip":
		return b.messages
	case "meta":
		return b.updates
	case "steady", "starve", "spinning":
		return 1
	}
	return b.repeats
}

func (b *bench) refill(before string) {
	missing := b.options.nodes - len(b.live())
	if missing > 0 {
		if _, ok := b.start(missing); !ok {
			fmt.Fprintln(os.Stderr, "the cluster did not get back to its size after", before)
		}
		time.Sleep(settle)
	}
	b.pause()
}
