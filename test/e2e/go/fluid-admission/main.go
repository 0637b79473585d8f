// Command fluid-admission serves the part of Fluid's webhook that changes pods with a cache, on loopback, with certificates
// and the profile of plugins from files.
//
// Fluid's own command listens on every address, makes its certificates for a Service and reads the profile from /etc.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"net/http"
	"os"

	"gopkg.in/yaml.v2"
	corev1 "k8s.io/api/core/v1"
	"k8s.io/apimachinery/pkg/runtime"
	clientgoscheme "k8s.io/client-go/kubernetes/scheme"
	ctrl "sigs.k8s.io/controller-runtime"
	"sigs.k8s.io/controller-runtime/pkg/client"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	ctrlwebhook "sigs.k8s.io/controller-runtime/pkg/webhook"
	"sigs.k8s.io/controller-runtime/pkg/webhook/admission"

	datav1alpha1 "github.com/fluid-cloudnative/fluid/api/v1alpha1"
	"github.com/fluid-cloudnative/fluid/pkg/utils/kubeclient"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/api"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/datasetusageinjector"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/fileprefetcher"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/mountpropagationinjector"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/nodeaffinitywithcache"
	"github.com/fluid-cloudnative/fluid/pkg/webhook/plugins/requirenodewithfuse"
	webhookutils "github.com/fluid-cloudnative/fluid/pkg/webhook/utils"
)

var factories = map[string]api.HandlerFactory{
	datasetusageinjector.Name:     datasetusageinjector.NewPlugin,
	fileprefetcher.Name:           fileprefetcher.NewPlugin,
	mountpropagationinjector.Name: mountpropagationinjector.NewPlugin,
	nodeaffinitywithcache.Name:    nodeaffinitywithcache.NewPlugin,
	requirenodewithfuse.Name:      requirenodewithfuse.NewPlugin,
}

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1")
	certificates := flag.String("cert-dir", "", "folder with tls.crt and tls.key")
	profile := flag.String("profile", "", "file with the profile of plugins")
	path := flag.String("path", "", "path of the webhook")
	flag.Parse()
	ctrllog.SetLogger(zap.New())
	if err := serve(*port, *certificates, *profile, *path); err != nil {
		log.Fatal(err)
	}
}

func serve(port int, certificates, profile, path string) error {
	scheme := runtime.NewScheme()
	if err := clientgoscheme.AddToScheme(scheme); err != nil {
		return err
	}
	if err := datav1alpha1.AddToScheme(scheme); err != nil {
		return err
	}
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:  scheme,
		Metrics: metricsserver.Options{BindAddress: "0"},
		WebhookServer: ctrlwebhook.NewServer(ctrlwebhook.Options{
			Host:    "127.0.0.1",
			Port:    port,
			CertDir: certificates,
		}),
	})
	if err != nil {
		return err
	}
	// Not that of the manager, whose cache may be older than the pod.
	reader, err := client.New(config, client.Options{Scheme: scheme})
	if err != nil {
		return err
	}
	handlers, err := load(reader, profile)
	if err != nil {
		return err
	}
	decoder := admission.NewDecoder(scheme)
	manager.GetWebhookServer().Register(path, &ctrlwebhook.Admission{Handler: admission.HandlerFunc(
		func(_ context.Context, request admission.Request) admission.Response {
			return admit(reader, handlers, decoder, request)
		},
	)})
	return manager.Start(ctrl.SetupSignalHandler())
}

// load makes the plugins for pods that read a cache through CSI, in the order of the profile.
func load(reader client.Client, file string) ([]api.MutatingHandler, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	profile := plugins.PluginsProfile{}
	if err := yaml.Unmarshal(text, &profile); err != nil {
		return nil, err
	}
	arguments := map[string]string{}
	for _, config := range profile.PluginConfig {
		arguments[config.Name] = config.Args
	}
	var handlers []api.MutatingHandler
	for _, name := range profile.Plugins.Serverful.WithDataset {
		factory, found := factories[name]
		if !found {
			return nil, fmt.Errorf("no plugin %s", name)
		}
		handler, err := factory(reader, arguments[name])
		if err != nil {
			return nil, err
		}
		handlers = append(handlers, handler)
	}
	return handlers, nil
}

func admit(reader client.Client, handlers []api.MutatingHandler, decoder *admission.Decoder, request admission.Request) admission.Response {
	pod := &corev1.Pod{}
	if err := decoder.Decode(request, pod); err != nil {
		return admission.Errored(http.StatusBadRequest, err)
	}
	logger := ctrl.Log.WithName("admit")
	infos, err := webhookutils.CollectRuntimeInfosFromPVCs(reader, kubeclient.GetPVCNamesFromPod(pod), request.Namespace, logger, false)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	for _, handler := range handlers {
		stop, err := handler.Mutate(pod, infos)
		if err != nil {
			return admission.Errored(http.StatusInternalServerError, err)
		}
		if stop {
			break
		}
	}
	changed, err := json.Marshal(pod)
	if err != nil {
		return admission.Errored(http.StatusInternalServerError, err)
	}
	return admission.PatchResponseFromRaw(request.Object.Raw, changed)
}
