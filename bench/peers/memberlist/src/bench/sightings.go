package main

import (
	"sync"
	"time"
)

// A watch is one change that is waited for: which observers have seen it, and when.
type watch struct {
	kind, subject, value string // kind is down, updated or message
	began                time.Time
	mu                   sync.Mutex
	seenAt               map[string]time.Time
}

func (w *watch) count() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.seenAt)
}

// Span is the milliseconds until the first and until the last observer saw it; -1 if nobody did.
func (w *watch) span() (first, last float64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	first, last = -1, -1
	for _, at := range w.seenAt {
		d := ms(at.Sub(w.began))
		if first < 0 || d < first {
			first = d
		}
		if d > last {
			last = d
		}
	}
	return
}

// Sightings collects what all nodes report: the change being waited for, and deaths declared by live nodes.
type sightings struct {
	mu      sync.Mutex
	current *watch
	deaths  map[string]int
}

func (s *sightings) await(kind, subject, value string) *watch {
	w := &watch{kind: kind, subject: subject, value: value, began: time.Now(), seenAt: map[string]time.Time{}}
	s.mu.Lock()
	s.current = w
	s.mu.Unlock()
	return w
}

func (s *sightings) offer(kind, observer, subject, value string) {
	s.mu.Lock()
	w := s.current
	s.mu.Unlock()
	if w == nil || w.kind != kind || w.subject != subject || w.value != value || observer == subject {
		return
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if _, known := w.seenAt[observer]; !known {
		w.seenAt[observer] = time.Now()
	}
}

func (s *sightings) death(subject string) {
	s.mu.Lock()
	s.deaths[subject]++
	s.mu.Unlock()
}

func (s *sightings) forgetDeaths() {
	s.mu.Lock()
	s.deaths = map[string]int{}
	s.mu.Unlock()
}

// Wrong counts the nodes, of those that a predicate picks, that were declared dead, and the observers that did so.
func (s *sightings) wrong(counts func(name string) bool) (nodes, observations int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for name, times := range s.deaths {
		if counts(name) {
			nodes++
			observations += times
		}
	}
	return
}
