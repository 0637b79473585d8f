package main

import (
	"context"
	"encoding/json"
	"fmt"

	"github.com/kserve/kserve/pkg/apis/serving/v1alpha1"
	"github.com/kserve/kserve/pkg/webhook/admission/localmodelcache"
	"github.com/kserve/kserve/pkg/webhook/admission/localmodelnamespacecache"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	"k8s.io/apimachinery/pkg/runtime/schema"
	"sigs.k8s.io/controller-runtime/pkg/client"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"
)

// localModels answers the validators' questions which copies and groups of nodes exist: those of the input.
type localModels struct {
	client.Client
	caches v1alpha1.LocalModelCacheList
	groups map[string]v1alpha1.LocalModelNodeGroup
}

func (m *localModels) List(_ context.Context, list client.ObjectList, _ ...client.ListOption) error {
	into, ok := list.(*v1alpha1.LocalModelCacheList)
	if !ok {
		return fmt.Errorf("cannot list %T", list)
	}
	into.Items = m.caches.Items
	return nil
}

func (m *localModels) Get(_ context.Context, key client.ObjectKey, object client.Object, _ ...client.GetOption) error {
	into, ok := object.(*v1alpha1.LocalModelNodeGroup)
	if !ok {
		return fmt.Errorf("cannot get %T", object)
	}
	found, ok := m.groups[key.Name]
	if !ok {
		return apierrors.NewNotFound(schema.GroupResource{Group: "serving.kserve.io", Resource: "localmodelnodegroups"}, key.Name)
	}
	*into = found
	return nil
}

func collectLocalModels(documents []json.RawMessage) (*localModels, error) {
	models := &localModels{groups: map[string]v1alpha1.LocalModelNodeGroup{}}
	for _, document := range documents {
		var header struct {
			Kind string `json:"kind"`
		}
		if err := json.Unmarshal(document, &header); err != nil {
			return nil, err
		}
		switch header.Kind {
		case "LocalModelCache":
			var item v1alpha1.LocalModelCache
			if json.Unmarshal(document, &item) == nil {
				models.caches.Items = append(models.caches.Items, item)
			}
		case "LocalModelNodeGroup":
			var item v1alpha1.LocalModelNodeGroup
			if json.Unmarshal(document, &item) == nil {
				models.groups[item.Name] = item
			}
		}
	}
	return models, nil
}

// checkCache asks KServe's webhook, and whether the groups are known, on which its controller waits in silence.
func (m *localModels) checkCache(document json.RawMessage) (admission.Warnings, error) {
	var object v1alpha1.LocalModelCache
	if err := decodeStrictly(document, &object); err != nil {
		return nil, err
	}
	for _, name := range object.Spec.NodeGroups {
		if _, known := m.groups[name]; !known {
			return nil, fmt.Errorf("NodeGroup %s not found", name)
		}
	}
	validator := &localmodelcache.LocalModelCacheValidator{Client: m}
	return validator.ValidateCreate(context.Background(), &object)
}

func (m *localModels) checkNamespaceCache(document json.RawMessage) (admission.Warnings, error) {
	var object v1alpha1.LocalModelNamespaceCache
	if err := decodeStrictly(document, &object); err != nil {
		return nil, err
	}
	validator := &localmodelnamespacecache.LocalModelNamespaceCacheValidator{Client: m}
	return validator.ValidateCreate(context.Background(), &object)
}

// checkNodeGroup is strict about fields: KServe has no validator for this kind.
func checkNodeGroup(document json.RawMessage) (admission.Warnings, error) {
	return nil, decodeStrictly(document, &v1alpha1.LocalModelNodeGroup{})
}

// checkStorageContainer tries the patterns, which KServe compiles when a model is asked for and not before.
func checkStorageContainer(document json.RawMessage) (admission.Warnings, error) {
	var object v1alpha1.ClusterStorageContainer
	if err := decodeStrictly(document, &object); err != nil {
		return nil, err
	}
	_, err := object.Spec.IsStorageUriSupported("")
	return nil, err
}
