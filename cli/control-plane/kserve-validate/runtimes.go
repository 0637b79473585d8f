package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/kserve/kserve/pkg/apis/serving/v1alpha1"
	"github.com/kserve/kserve/pkg/webhook/admission/servingruntime"
	admissionv1 "k8s.io/api/admission/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// runtimeCatalog answers the validators' question which runtimes exist: those of the input.
type runtimeCatalog struct {
	client.Client
	namespaced v1alpha1.ServingRuntimeList
	cluster    v1alpha1.ClusterServingRuntimeList
	decoder    admission.Decoder
}

// List is the only call that the validators make.
func (c *runtimeCatalog) List(_ context.Context, list client.ObjectList, options ...client.ListOption) error {
	var wanted client.ListOptions
	wanted.ApplyOptions(options)
	switch into := list.(type) {
	case *v1alpha1.ServingRuntimeList:
		for i := range c.namespaced.Items {
			if c.namespaced.Items[i].Namespace == wanted.Namespace {
				into.Items = append(into.Items, c.namespaced.Items[i])
			}
		}
	case *v1alpha1.ClusterServingRuntimeList:
		into.Items = c.cluster.Items
	default:
		return fmt.Errorf("cannot list %T", list)
	}
	return nil
}

func collectRuntimes(documents []json.RawMessage) (*runtimeCatalog, error) {
	scheme := runtime.NewScheme()
	if err := v1alpha1.AddToScheme(scheme); err != nil {
		return nil, err
	}
	catalog := &runtimeCatalog{decoder: admission.NewDecoder(scheme)}
	for _, document := range documents {
		var header struct {
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal(document, &header); err != nil {
			return nil, err
		}
		switch header.Kind {
		case "ServingRuntime":
			var item v1alpha1.ServingRuntime
			if json.Unmarshal(document, &item) == nil {
				catalog.namespaced.Items = append(catalog.namespaced.Items, item)
			}
		case "ClusterServingRuntime":
			var item v1alpha1.ClusterServingRuntime
			if json.Unmarshal(document, &item) == nil {
				catalog.cluster.Items = append(catalog.cluster.Items, item)
			}
		}
	}
	return catalog, nil
}

func (c *runtimeCatalog) checkNamespaced(document json.RawMessage) (admission.Warnings, error) {
	var object v1alpha1.ServingRuntime
	if err := decodeStrictly(document, &object); err != nil {
		return nil, err
	}
	if err := object.Spec.ValidateCreate(); err != nil {
		return nil, err
	}
	validator := &servingruntime.ServingRuntimeValidator{Client: c, Decoder: c.decoder}
	return verdict(validator.Handle(context.Background(), request(document)))
}

func (c *runtimeCatalog) checkCluster(document json.RawMessage) (admission.Warnings, error) {
	var object v1alpha1.ClusterServingRuntime
	if err := decodeStrictly(document, &object); err != nil {
		return nil, err
	}
	if err := object.Spec.ValidateCreate(); err != nil {
		return nil, err
	}
	validator := &servingruntime.ClusterServingRuntimeValidator{Client: c, Decoder: c.decoder}
	return verdict(validator.Handle(context.Background(), request(document)))
}

func request(document json.RawMessage) admission.Request {
	return admission.Request{AdmissionRequest: admissionv1.AdmissionRequest{
		Operation: admissionv1.Create,
		Object:    runtime.RawExtension{Raw: document},
	}}
}

func verdict(response admission.Response) (admission.Warnings, error) {
	if response.Allowed {
		return response.Warnings, nil
	}
	if response.Result != nil {
		return response.Warnings, errors.New(response.Result.Message)
	}
	return response.Warnings, errors.New("refused without a reason")
}
