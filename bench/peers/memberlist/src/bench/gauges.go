package main

import (
	"io/ioutil"
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	sentBytes   = 9 // columns of /proc/net/dev
	sentPackets = 10
)

// Gauges holds counters of the operating system: traffic of the loopback interface, with headers and acknowledgements,
// and processor time of this process. Linux only.
type gauges struct {
	at                                         time.Time
	bytes, packets, datagrams, segments, cpuMs float64
}

func readGauges() gauges {
	loopback := fieldsOf("/proc/net/dev", "lo:", 0)
	return gauges{
		at:        time.Now(),
		bytes:     number(loopback[sentBytes]),
		packets:   number(loopback[sentPackets]),
		datagrams: snmp("Udp:", "OutDatagrams"),
		segments:  snmp("Tcp:", "OutSegs"),
		cpuMs:     cpuMs(),
	}
}

// CpuMs is the processor time of this process since its start.
func cpuMs() float64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return float64(usage.Utime.Nano()+usage.Stime.Nano()) / 1e6
}

// Snmp reads a counter of the network stack. A protocol's first line has the names of the columns, its second the values.
func snmp(protocol, counter string) float64 {
	for i, name := range fieldsOf("/proc/net/snmp", protocol, 0) {
		if name == counter {
			return number(fieldsOf("/proc/net/snmp", protocol, 1)[i])
		}
	}
	panic("no counter " + counter)
}

func fieldsOf(file, first string, occurrence int) []string {
	text, err := ioutil.ReadFile(file)
	if err != nil {
		panic(err)
	}
	for _, line := range strings.Split(string(text), "\n") {
		fields := strings.Fields(line)
		if len(fields) > 0 && fields[0] == first {
			if occurrence == 0 {
				return fields
			}
			occurrence--
		}
	}
	panic(file + " has no line " + first)
}

func number(text string) float64 {
	value, err := strconv.ParseFloat(text, 64)
	if err != nil {
		panic(err)
	}
	return value
}

func residentKiB() float64 {
	text, err := ioutil.ReadFile("/proc/self/statm")
	if err != nil {
		panic(err)
	}
	return number(strings.Fields(string(text))[1]) * float64(os.Getpagesize()) / 1024
}

// HeapKiB is the heap in use after a collection.
func heapKiB() float64 {
	debug.FreeOSMemory()
	var memory runtime.MemStats
	runtime.ReadMemStats(&memory)
	return float64(memory.HeapAlloc) / 1024
}
