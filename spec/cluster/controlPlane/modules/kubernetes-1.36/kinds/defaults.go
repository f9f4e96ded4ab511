package main

import (
	"encoding/json"
	"fmt"
	"reflect"
	"sort"
	"strings"

	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
)

// What the server fills in is found by asking it: an object with all its structs and no value is defaulted,
// and what is there then was filled in. Once more with other values everywhere else: what changes with them is doubtful.
type defaults struct {
	// The values found, as JSON, and the kinds in which.
	found map[place]map[string][]string
	// The same where all other scalars are set.
	others map[place]map[string]bool
	// In how many kinds the place is.
	seen map[place]int
}

type place struct{ definition, field string }

func newDefaults() *defaults {
	return &defaults{found: map[place]map[string][]string{}, others: map[place]map[string]bool{}, seen: map[place]int{}}
}

func (d *defaults) probe(t reflect.Type) {
	kind := nameOf(t)
	here := map[place]bool{}
	tell := func(at place, value string) {
		if !here[at] {
			d.seen[at]++
		}
		here[at] = true
		if value == "" {
			return
		}
		if d.found[at] == nil {
			d.found[at] = map[string][]string{}
		}
		if kinds := d.found[at][value]; len(kinds) == 0 || kinds[len(kinds)-1] != kind {
			d.found[at][value] = append(kinds, kind)
		}
	}
	empty := defaulted(t, func(place) bool { return false }, place{})
	compare(empty.before, empty.after, tell)
	// A struct that is filled in where there is none: one at a time is left out.
	for at := range here {
		without := defaulted(t, func(place) bool { return false }, at)
		compare(without.before, without.after, func(other place, value string) {
			if other == at && value != "" {
				tell(other, value)
			}
		})
	}
	for at := range d.found {
		filled := defaulted(t, func(other place) bool { return other != at }, at)
		compare(filled.before, filled.after, func(other place, value string) {
			if other != at || value == "" {
				return
			}
			if d.others[at] == nil {
				d.others[at] = map[string]bool{}
			}
			d.others[at][value] = true
		})
	}
}

func (d *defaults) apply(definitions map[string]*definition) []string {
	doubtful := []string{}
	for at, values := range d.found {
		field := definitions[at.definition].Properties[at.field]
		for value := range values {
			// A time is that of the question.
			if !d.others[at][value] || len(d.others[at]) != len(values) || field["format"] == "date-time" {
				doubtful = append(doubtful, fmt.Sprintf("%s.%s %s in %v, else %v", at.definition, at.field, value, short(values[value]), d.others[at]))
				continue
			}
			if _, isStruct := field["$ref"]; isStruct && value != "{}" {
				doubtful = append(doubtful, fmt.Sprintf("%s.%s %s", at.definition, at.field, value))
				continue
			}
			if len(values[value]) == d.seen[at] {
				field["default"] = json.RawMessage(value)
				continue
			}
			if already, _ := json.Marshal(field["default"]); string(already) == value {
				continue
			}
			if field["defaultIn"] == nil {
				field["defaultIn"] = map[string]json.RawMessage{}
			}
			for _, kind := range values[value] {
				field["defaultIn"].(map[string]json.RawMessage)[kind] = json.RawMessage(value)
			}
		}
	}
	sort.Strings(doubtful)
	return doubtful
}

func short(kinds []string) []string {
	sort.Strings(kinds)
	if len(kinds) > 3 {
		return append(kinds[:3:3], "...")
	}
	return kinds
}

type pair struct{ before, after reflect.Value }

func defaulted(t reflect.Type, isSet func(place) bool, absent place) pair {
	before, after := reflect.New(t), reflect.New(t)
	fill(before.Elem(), isSet, absent, 0)
	fill(after.Elem(), isSet, absent, 0)
	func() {
		// A function that expects a valid object finds nothing here.
		defer func() { _ = recover() }()
		legacyscheme.Scheme.Default(after.Interface().(runtime.Object))
	}()
	return pair{before.Elem(), after.Elem()}
}

// Structs below pointers, but for `absent`, and one item of each list of structs; scalars where `isSet` says so.
func fill(v reflect.Value, isSet func(place) bool, absent place, depth int) {
	if depth > 14 || scalars[nameOf(v.Type())] != nil {
		return
	}
	t := v.Type()
	for at := 0; at < t.NumField(); at++ {
		field := v.Field(at)
		name, _, _ := strings.Cut(t.Field(at).Tag.Get("json"), ",")
		here := place{nameOf(t), name}
		kind := field.Type()
		switch {
		case kind.Kind() == reflect.Struct:
			fill(field, isSet, absent, depth+1)
		case here == absent:
		case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.Struct && scalars[nameOf(kind.Elem())] == nil:
			field.Set(reflect.New(kind.Elem()))
			fill(field.Elem(), isSet, absent, depth+1)
		case kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.Struct && scalars[nameOf(kind.Elem())] == nil:
			field.Set(reflect.MakeSlice(kind, 1, 1))
			fill(field.Index(0), isSet, absent, depth+1)
		case name == "" || !isSet(here):
		case kind.Kind() == reflect.String:
			field.SetString("x")
		case kind.Kind() == reflect.Int32 || kind.Kind() == reflect.Int64:
			field.SetInt(3)
		case kind.Kind() == reflect.Bool:
			field.SetBool(true)
		case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.String:
			field.Set(reflect.New(kind.Elem()))
			field.Elem().SetString("x")
		case kind.Kind() == reflect.Pointer && (kind.Elem().Kind() == reflect.Int32 || kind.Elem().Kind() == reflect.Int64):
			field.Set(reflect.New(kind.Elem()))
			field.Elem().SetInt(3)
		case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.Bool:
			field.Set(reflect.New(kind.Elem()))
			field.Elem().SetBool(true)
		}
	}
}

// Tells of each field the value that was filled in, as JSON; ” where none was.
func compare(before, after reflect.Value, tell func(place, string)) {
	t := before.Type()
	if scalars[nameOf(t)] != nil {
		return
	}
	for at := 0; at < t.NumField(); at++ {
		one, other := before.Field(at), after.Field(at)
		name, _, _ := strings.Cut(t.Field(at).Tag.Get("json"), ",")
		kind := one.Type()
		switch {
		case !t.Field(at).IsExported():
		case kind.Kind() == reflect.Struct && scalars[nameOf(kind)] == nil:
			compare(one, other, tell)
		case kind.Kind() == reflect.Pointer && kind.Elem().Kind() == reflect.Struct && !one.IsNil() && !other.IsNil() && scalars[nameOf(kind.Elem())] == nil:
			tell(place{nameOf(t), name}, "")
			compare(one.Elem(), other.Elem(), tell)
		case kind.Kind() == reflect.Slice && kind.Elem().Kind() == reflect.Struct && one.Len() == other.Len():
			for item := 0; item < one.Len(); item++ {
				compare(one.Index(item), other.Index(item), tell)
			}
		case reflect.DeepEqual(one.Interface(), other.Interface()):
			tell(place{nameOf(t), name}, "")
		default:
			value, err := json.Marshal(other.Interface())
			if err != nil {
				panic(err)
			}
			tell(place{nameOf(t), name}, string(value))
		}
	}
}
