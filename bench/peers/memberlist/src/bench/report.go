package main

import (
	"encoding/json"
	"fmt"
	"time"
)

// A report prints one JSON line for each measurement.
type report struct {
	peer  string
	nodes int
}

// Emit prints a line; extra has more fields, name and value in turn.
func (r report) emit(scenario, metric string, repeat int, value interface{}, extra ...interface{}) {
	line := map[string]interface{}{"peer": r.peer, "n": r.nodes, "scenario": scenario, "metric": metric, "rep": repeat, "value": value}
	for i := 0; i+1 < len(extra); i += 2 {
		line[extra[i].(string)] = extra[i+1]
	}
	text, err := json.Marshal(line)
	if err != nil {
		panic(err)
	}
	fmt.Println(string(text))
}

func ms(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
