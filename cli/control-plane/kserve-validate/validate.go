package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"

	"github.com/kserve/kserve/pkg/apis/serving/v1alpha1"
	"github.com/kserve/kserve/pkg/apis/serving/v1alpha2"
	"github.com/kserve/kserve/pkg/apis/serving/v1beta1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// creation is the part of KServe's validators that is asked here.
type creation interface {
	ValidateCreate(ctx context.Context, obj runtime.Object) (admission.Warnings, error)
}

// check decodes an object strictly into its own type and asks its validator.
type check func(document json.RawMessage) (admission.Warnings, error)

func checks(runtimes *runtimeCatalog, models *localModels) map[string]check {
	return map[string]check{
		"serving.kserve.io/v1beta1/InferenceService":           by[v1beta1.InferenceService](&v1beta1.InferenceServiceValidator{}),
		"serving.kserve.io/v1alpha2/LLMInferenceService":       by[v1alpha2.LLMInferenceService](&v1alpha2.LLMInferenceServiceValidator{}),
		"serving.kserve.io/v1alpha2/LLMInferenceServiceConfig": by[v1alpha2.LLMInferenceServiceConfig](&v1alpha2.LLMInferenceServiceConfigValidator{}),
		"serving.kserve.io/v1alpha1/LLMInferenceService":       by[v1alpha1.LLMInferenceService](&v1alpha1.LLMInferenceServiceValidator{}),
		"serving.kserve.io/v1alpha1/LLMInferenceServiceConfig": by[v1alpha1.LLMInferenceServiceConfig](&v1alpha1.LLMInferenceServiceConfigValidator{}),
		"serving.kserve.io/v1alpha1/InferenceGraph":            by[v1alpha1.InferenceGraph](&v1alpha1.InferenceGraphValidator{}),
		"serving.kserve.io/v1alpha1/TrainedModel":              by[v1alpha1.TrainedModel](&v1alpha1.TrainedModelValidator{}),
		"serving.kserve.io/v1alpha1/LocalModelCache":           models.checkCache,
		"serving.kserve.io/v1alpha1/LocalModelNamespaceCache":  models.checkNamespaceCache,
		"serving.kserve.io/v1alpha1/LocalModelNodeGroup":       checkNodeGroup,
		"serving.kserve.io/v1alpha1/ClusterStorageContainer":   checkStorageContainer,
		"serving.kserve.io/v1alpha1/ServingRuntime":            runtimes.checkNamespaced,
		"serving.kserve.io/v1alpha1/ClusterServingRuntime":     runtimes.checkCluster,
	}
}

// by checks objects of type T, whose pointer is a Kubernetes object, with a validator.
func by[T any](validator creation) check {
	return func(document json.RawMessage) (admission.Warnings, error) {
		object := new(T)
		if err := decodeStrictly(document, object); err != nil {
			return nil, err
		}
		typed, ok := any(object).(runtime.Object)
		if !ok {
			return nil, errors.New("not a Kubernetes object")
		}
		return validator.ValidateCreate(context.Background(), typed)
	}
}

// decodeStrictly refuses fields that the type does not have.
func decodeStrictly(document json.RawMessage, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(document))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}

// validateAll reports on every document in order; runtimes and local models are checked against the others of the same
// input.
func validateAll(documents []json.RawMessage) ([]Report, error) {
	runtimes, err := collectRuntimes(documents)
	if err != nil {
		return nil, err
	}
	models, err := collectLocalModels(documents)
	if err != nil {
		return nil, err
	}
	byType := checks(runtimes, models)
	reports := make([]Report, 0, len(documents))
	for _, document := range documents {
		var header struct {
			metav1.TypeMeta `json:",inline"`
			Metadata        struct {
				Name      string `json:"name"`
				Namespace string `json:"namespace"`
			} `json:"metadata"`
		}
		if err := json.Unmarshal(document, &header); err != nil {
			return nil, err
		}
		report := Report{
			APIVersion: header.APIVersion,
			Kind:       header.Kind,
			Namespace:  header.Metadata.Namespace,
			Name:       header.Metadata.Name,
			Accepted:   true,
		}
		if run, known := byType[header.APIVersion+"/"+header.Kind]; known {
			report.Checked = true
			warnings, err := run(document)
			report.Warnings = warnings
			if err != nil {
				report.Accepted = false
				report.Error = err.Error()
			}
		}
		reports = append(reports, report)
	}
	return reports, nil
}
