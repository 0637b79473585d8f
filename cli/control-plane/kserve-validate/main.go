// Command kserve-validate reads Kubernetes objects as YAML or JSON from standard input and says what the validating
// webhooks of KServe would answer to their creation, without a cluster.
//
// It prints one JSON array with an entry per object. Objects of other kinds are reported as not checked. The defaulting
// webhooks and the schemas of the CRDs are not applied: an API server does that.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/go-logr/logr"
	"k8s.io/apimachinery/pkg/util/yaml"
	ctrl "sigs.k8s.io/controller-runtime"
)

// Report is the verdict on one object.
type Report struct {
	APIVersion string   `json:"apiVersion"`
	Kind       string   `json:"kind"`
	Namespace  string   `json:"namespace,omitempty"`
	Name       string   `json:"name"`
	Checked    bool     `json:"checked"`
	Accepted   bool     `json:"accepted"`
	Error      string   `json:"error,omitempty"`
	Warnings   []string `json:"warnings,omitempty"`
}

func main() {
	ctrl.SetLogger(logr.Discard())
	documents, err := readDocuments(os.Stdin)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	reports, err := validateAll(documents)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(reports); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// readDocuments splits a stream of YAML documents and turns each into JSON; a List counts as its items.
func readDocuments(stream io.Reader) ([]json.RawMessage, error) {
	reader := yaml.NewYAMLReader(bufio.NewReader(stream))
	documents := []json.RawMessage{}
	for {
		text, err := reader.Read()
		if errors.Is(err, io.EOF) {
			return documents, nil
		}
		if err != nil {
			return nil, err
		}
		document, err := yaml.ToJSON(text)
		if err != nil {
			return nil, fmt.Errorf("document %d: %w", len(documents)+1, err)
		}
		if string(document) == "null" {
			continue
		}
		var list struct {
			Kind  string            `json:"kind"`
			Items []json.RawMessage `json:"items"`
		}
		if err := json.Unmarshal(document, &list); err != nil {
			return nil, fmt.Errorf("document %d: %w", len(documents)+1, err)
		}
		if list.Kind == "List" {
			documents = append(documents, list.Items...)
		} else {
			documents = append(documents, document)
		}
	}
}
