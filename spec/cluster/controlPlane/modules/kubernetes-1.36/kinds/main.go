// Prints what Go knows of the built-in kinds and no OpenAPI document says: which fields are pointers, which are
// left out when they are empty, and which values the server fills in. JSON on stdout.
package main

import (
	"encoding/json"
	"os"
	"strings"

	"k8s.io/kube-openapi/pkg/common"
	"k8s.io/kube-openapi/pkg/validation/spec"
	"k8s.io/kubernetes/pkg/api/legacyscheme"
	_ "k8s.io/kubernetes/pkg/controlplane"
	"k8s.io/kubernetes/pkg/generated/openapi"
)

type document struct {
	// The definition of each kind: `apps/v1/Deployment`.
	Kinds map[string]string `json:"kinds"`
	// By their Go name: `k8s.io/api/apps/v1.Deployment`.
	Definitions map[string]*definition `json:"definitions"`
	// Values that the server fills in for one kind only, or depending on other fields.
	Doubtful []string `json:"doubtful"`
}

func main() {
	published := openapi.GetOpenAPIDefinitions(func(path string) spec.Ref { return spec.Ref{} })
	out := document{Kinds: map[string]string{}, Definitions: map[string]*definition{}}
	walk := walker{published: byGoName(published), definitions: out.Definitions}
	found := newDefaults()
	for gvk, goType := range legacyscheme.Scheme.AllKnownTypes() {
		if gvk.Version == "__internal" || !strings.HasPrefix(goType.PkgPath(), "k8s.io/api/") || strings.HasSuffix(gvk.Kind, "List") {
			continue
		}
		out.Kinds[gvk.Group+"/"+gvk.Version+"/"+gvk.Kind] = nameOf(goType)
		walk.define(goType)
		found.probe(goType)
	}
	out.Doubtful = found.apply(out.Definitions)
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(out); err != nil {
		panic(err)
	}
}

// Since 1.35 the published names are those of the models: the Go name is told beside them.
func byGoName(published map[string]common.OpenAPIDefinition) map[string]common.OpenAPIDefinition {
	named := map[string]common.OpenAPIDefinition{}
	for name, definition := range published {
		named[canonical(name)] = definition
	}
	return named
}
