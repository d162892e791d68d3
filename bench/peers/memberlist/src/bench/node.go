package main

import (
	"fmt"
	"reflect"
	"sync"
	"sync/atomic"
	"unsafe"

	"github.com/hashicorp/memberlist"
)

// A node is one member and what it sees.
type node struct {
	name    string
	list    *memberlist.Memberlist
	queue   *memberlist.TransmitLimitedQueue
	gate    *gate // nil if no scenario needs it
	meta    atomic.Value
	heard   sync.Map
	members int32
	alive   int32 // 0: what the node sees no longer counts
	*sightings
}

func (n *node) address() string {
	return fmt.Sprintf("127.0.0.1:%d", n.list.LocalNode().Port)
}

func (n *node) isAlive() bool { return atomic.LoadInt32(&n.alive) == 1 }

func (n *node) gone() { atomic.StoreInt32(&n.alive, 0) }

// Kill closes the sockets and stops the timers; no leave is sent.
func (n *node) kill() {
	n.gone()
	n.list.Shutdown()
}

// ---- memberlist's callbacks

func (n *node) NotifyJoin(*memberlist.Node) { atomic.AddInt32(&n.members, 1) }

func (n *node) NotifyLeave(subject *memberlist.Node) {
	atomic.AddInt32(&n.members, -1)
	n.offer("down", n.name, subject.Name, "")
	if n.isAlive() {
		n.death(subject.Name)
	}
}

func (n *node) NotifyUpdate(subject *memberlist.Node) {
	n.offer("updated", n.name, subject.Name, string(subject.Meta))
}

func (n *node) NodeMeta(int) []byte { return []byte(n.meta.Load().(string)) }

// NotifyMsg passes a new message on, as serf does with its user events.
func (n *node) NotifyMsg(b []byte) {
	message := string(b)
	if _, known := n.heard.LoadOrStore(message, true); known {
		return
	}
	n.offer("message", n.name, "", message)
	n.queue.QueueBroadcast(broadcast(message))
}

func (n *node) GetBroadcasts(overhead, limit int) [][]byte {
	return n.queue.GetBroadcasts(overhead, limit)
}

func (n *node) LocalState(bool) []byte { return nil }

func (n *node) MergeRemoteState([]byte, bool) {}

type broadcast string

func (b broadcast) Invalidates(memberlist.Broadcast) bool { return false }

func (b broadcast) Message() []byte { return []byte(b) }

func (b broadcast) Finished() {}

// ---- suspicions: memberlist has no event for them, so the state is read from its unexported table

var lockField, tableField, stateField = unexported()

func unexported() (lock, table, state reflect.StructField) {
	list := reflect.TypeOf(memberlist.Memberlist{})
	lock, _ = list.FieldByName("nodeLock")
	table, _ = list.FieldByName("nodeMap")
	state, _ = table.Type.Elem().Elem().FieldByName("State")
	return
}

func (n *node) stateOf(subject string) memberlist.NodeStateType {
	list := unsafe.Pointer(n.list)
	lock := (*sync.RWMutex)(unsafe.Pointer(uintptr(list) + lockField.Offset))
	lock.RLock()
	defer lock.RUnlock()
	table := reflect.NewAt(tableField.Type, unsafe.Pointer(uintptr(list)+tableField.Offset)).Elem()
	entry := table.MapIndex(reflect.ValueOf(subject))
	if !entry.IsValid() {
		return memberlist.StateDead
	}
	return *(*memberlist.NodeStateType)(unsafe.Pointer(entry.Pointer() + stateField.Offset))
}
