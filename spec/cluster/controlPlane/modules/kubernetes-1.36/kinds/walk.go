package main

import (
	"reflect"
	"strings"

	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
)

// A schema as the API server publishes it, with what Go does with an empty value.
type schema = map[string]any

type definition struct {
	Properties map[string]schema `json:"properties"`
	Required   []string          `json:"required,omitempty"`
	MapType    string            `json:"mapType,omitempty"`
}

type walker struct {
	published   map[string]common.OpenAPIDefinition
	definitions map[string]*definition
}

func nameOf(t reflect.Type) string { return t.PkgPath() + "." + t.Name() }

// `io.k8s.api.core.v1.Pod` and `k8s.io/api/core/v1.Pod` are one: `api.core.v1.Pod`.
func canonical(name string) string {
	name = strings.TrimPrefix(strings.ReplaceAll(name, "/", "."), "io.k8s.")
	return strings.TrimPrefix(name, "k8s.io.")
}

// Types that JSON shows otherwise than as their fields.
var scalars = map[string]schema{
	"k8s.io/apimachinery/pkg/apis/meta/v1.Time":       {"type": "string", "format": "date-time"},
	"k8s.io/apimachinery/pkg/apis/meta/v1.MicroTime":  {"type": "string", "format": "micro-time"},
	"k8s.io/apimachinery/pkg/apis/meta/v1.Duration":   {"type": "string"},
	"k8s.io/apimachinery/pkg/apis/meta/v1.FieldsV1":   {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
	"k8s.io/apimachinery/pkg/runtime.RawExtension":    {"type": "object", "x-kubernetes-preserve-unknown-fields": true, "x-kubernetes-map-type": "atomic"},
	"k8s.io/apimachinery/pkg/api/resource.Quantity":   {"format": "quantity"},
	"k8s.io/apimachinery/pkg/util/intstr.IntOrString": {"x-kubernetes-int-or-string": true},
}

func (w *walker) define(t reflect.Type) {
	name := nameOf(t)
	if w.definitions[name] != nil {
		return
	}
	own := &definition{Properties: map[string]schema{}}
	w.definitions[name] = own
	said := w.published[canonical(name)].Schema
	own.Required = said.Required
	own.MapType, _ = said.Extensions.GetString("x-kubernetes-map-type")
	w.fields(t, said, own)
}

func (w *walker) fields(t reflect.Type, said spec.Schema, own *definition) {
	for at := 0; at < t.NumField(); at++ {
		field := t.Field(at)
		name, options, _ := strings.Cut(field.Tag.Get("json"), ",")
		if name == "" && (field.Anonymous || strings.Contains(options, "inline")) {
			inner := deref(field.Type)
			w.define(inner)
			// The same schemas, so that a default that is found for one is there in both.
			for name, property := range w.definitions[nameOf(inner)].Properties {
				own.Properties[name] = property
			}
			continue
		}
		if name == "-" || name == "" {
			continue
		}
		property := w.of(field.Type)
		published := said.Properties[name]
		for _, extension := range []string{"list-type", "list-map-keys", "map-type", "patch-strategy", "patch-merge-key"} {
			if value, isSaid := published.Extensions["x-kubernetes-"+extension]; isSaid {
				property["x-kubernetes-"+extension] = value
			}
		}
		if published.Default != nil {
			property["default"] = published.Default
		}
		emptied(property, field.Type, options)
		own.Properties[name] = property
	}
}

// What Go writes of an empty value: nothing, the value, or null.
func emptied(property schema, t reflect.Type, options string) {
	omits := strings.Contains(options, "omitempty")
	switch {
	case strings.Contains(options, "omitzero") && t.Kind() == reflect.Struct:
		property["empty"] = "omitted"
	case t.Kind() == reflect.Struct && strings.HasSuffix(t.Name(), "Time"):
		// omitempty leaves out no struct.
		property["empty"] = "null"
	case t.Kind() == reflect.Pointer || t.Kind() == reflect.Interface:
		if !omits {
			property["empty"] = "null"
		}
	case omits && t.Kind() != reflect.Struct:
		property["empty"] = "omitted"
	case t.Kind() == reflect.Slice || t.Kind() == reflect.Map:
		if !omits {
			property["empty"] = "null"
		}
	default:
		property["empty"] = "written"
	}
}

func (w *walker) of(t reflect.Type) schema {
	t = deref(t)
	if known, isScalar := scalars[nameOf(t)]; isScalar {
		copied := schema{}
		for key, value := range known {
			copied[key] = value
		}
		return copied
	}
	switch t.Kind() {
	case reflect.Struct:
		w.define(t)
		return schema{"$ref": nameOf(t)}
	case reflect.Slice:
		if t.Elem().Kind() == reflect.Uint8 {
			return schema{"type": "string", "format": "byte"}
		}
		return schema{"type": "array", "items": w.of(t.Elem())}
	case reflect.Map:
		return schema{"type": "object", "additionalProperties": w.of(t.Elem())}
	case reflect.String:
		return schema{"type": "string"}
	case reflect.Bool:
		return schema{"type": "boolean"}
	case reflect.Int32, reflect.Uint16, reflect.Uint32:
		return schema{"type": "integer", "format": "int32"}
	case reflect.Int, reflect.Int64:
		return schema{"type": "integer", "format": "int64"}
	case reflect.Float64:
		return schema{"type": "number", "format": "double"}
	default:
		panic(nameOf(t) + " is a " + t.Kind().String())
	}
}

func deref(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t
}
