// Command spark-admission serves the admission webhooks of the Spark operator on loopback, with certificates from files.
//
// The operator's own command listens on every address and makes its certificates inside the cluster.
package main

import (
	"flag"
	"log"

	ctrl "sigs.k8s.io/controller-runtime"
	ctrllog "sigs.k8s.io/controller-runtime/pkg/log"
	"sigs.k8s.io/controller-runtime/pkg/log/zap"
	metricsserver "sigs.k8s.io/controller-runtime/pkg/metrics/server"
	ctrlwebhook "sigs.k8s.io/controller-runtime/pkg/webhook"

	"github.com/kubeflow/spark-operator/v2/api/v1beta2"
	"github.com/kubeflow/spark-operator/v2/internal/webhook"
	operatorscheme "github.com/kubeflow/spark-operator/v2/pkg/scheme"
)

func main() {
	port := flag.Int("port", 0, "port on 127.0.0.1")
	certificates := flag.String("cert-dir", "", "folder with tls.crt and tls.key")
	flag.Parse()
	ctrllog.SetLogger(zap.New())
	if err := serve(*port, *certificates); err != nil {
		log.Fatal(err)
	}
}

func serve(port int, certificates string) error {
	config, err := ctrl.GetConfig()
	if err != nil {
		return err
	}
	manager, err := ctrl.NewManager(config, ctrl.Options{
		Scheme:  operatorscheme.WebhookScheme,
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
	if err := register(manager); err != nil {
		return err
	}
	return manager.Start(ctrl.SetupSignalHandler())
}

func register(manager ctrl.Manager) error {
	if err := ctrl.NewWebhookManagedBy(manager).
		For(&v1beta2.SparkApplication{}).
		WithDefaulter(webhook.NewSparkApplicationDefaulter()).
		WithValidator(webhook.NewSparkApplicationValidator(manager.GetClient(), false)).
		Complete(); err != nil {
		return err
	}
	return ctrl.NewWebhookManagedBy(manager).
		For(&v1beta2.ScheduledSparkApplication{}).
		WithDefaulter(webhook.NewScheduledSparkApplicationDefaulter()).
		WithValidator(webhook.NewScheduledSparkApplicationValidator()).
		Complete()
}
