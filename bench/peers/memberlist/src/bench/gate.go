package main

import (
	"net"
	"sync"
	"time"

	"github.com/hashicorp/memberlist"
)

// A gate makes Lifeguard's experiment: while it is shut, its node blocks right before sending and right after receiving.
type gate struct {
	memberlist.NodeAwareTransport
	shut    sync.RWMutex // write-locked while the node is blocked
	packets chan *memberlist.Packet
	streams chan net.Conn
}

func newGate(t memberlist.NodeAwareTransport) *gate {
	g := &gate{NodeAwareTransport: t, packets: make(chan *memberlist.Packet), streams: make(chan net.Conn)}
	go func() {
		for p := range t.PacketCh() {
			g.pass()
			g.packets <- p
		}
	}()
	go func() {
		for c := range t.StreamCh() {
			g.pass()
			g.streams <- c
		}
	}()
	return g
}

func (g *gate) pass() {
	g.shut.RLock()
	defer g.shut.RUnlock()
}

func (g *gate) PacketCh() <-chan *memberlist.Packet { return g.packets }

func (g *gate) StreamCh() <-chan net.Conn { return g.streams }

func (g *gate) WriteTo(b []byte, addr string) (time.Time, error) {
	g.pass()
	return g.NodeAwareTransport.WriteTo(b, addr)
}

func (g *gate) WriteToAddress(b []byte, addr memberlist.Address) (time.Time, error) {
	g.pass()
	return g.NodeAwareTransport.WriteToAddress(b, addr)
}

func (g *gate) DialTimeout(addr string, timeout time.Duration) (net.Conn, error) {
	g.pass()
	return g.NodeAwareTransport.DialTimeout(addr, timeout)
}

func (g *gate) DialAddressTimeout(addr memberlist.Address, timeout time.Duration) (net.Conn, error) {
	g.pass()
	return g.NodeAwareTransport.DialAddressTimeout(addr, timeout)
}
