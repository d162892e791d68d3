package main

import (
	"fmt"
	"strings"
	"time"
)

// The scenarios in which a node announces something.

const (
	gossipLimit = 15 * time.Second
	updateLimit = 30 * time.Second
)

// Gossip sends a message of about 100 bytes.
func (b *bench) gossip(repeat int) {
	live := b.live()
	sender := live[b.random.Intn(len(live))]
	message := fmt.Sprintf("msg-%d-%d-%s", repeat, time.Now().UnixNano(), strings.Repeat("x", 64))
	sender.heard.Store(message, true)
	heard := b.await("message", "", message)
	sender.queue.QueueBroadcast(broadcast(message))
	ok := until(gossipLimit, func() bool { return heard.count() >= len(live)-1 })
	_, last := heard.span()
	b.emit("gossip", "all_ms", repeat, last, "ok", ok, "got", heard.count(), "of", len(live)-1)
}

// Update changes a value that a node publishes.
func (b *bench) update(repeat int) {
	owner := b.pick(1)[0]
	others := len(b.live()) - 1
	value := fmt.Sprintf("v=%d", 1000+repeat)
	owner.meta.Store(value)
	seen := b.await("updated", owner.name, value)
	go owner.list.UpdateNode(5 * time.Second)
	ok := until(updateLimit, func() bool { return seen.count() >= others })
	_, last := seen.span()
	b.emit("meta", "all_ms", repeat, last, "ok", ok, "saw", seen.count(), "of", others)
}

// Leave is graceful. A leaving memberlist keeps gossiping its departure; agents (serf) linger before they shut down.
func (b *bench) leave(repeat int) {
	leaver := b.pick(1)[0]
	others := len(b.live()) - 1
	removed := b.await("down", leaver.name, "")
	leaver.list.Leave(b.limit)
	ok := until(b.limit, func() bool { return removed.count() >= others })
	first, last := removed.span()
	leaver.kill()
	b.emit("leave", "first_ms", repeat, first)
	b.emit("leave", "all_ms", repeat, last, "ok", ok, "saw", removed.count())
}
