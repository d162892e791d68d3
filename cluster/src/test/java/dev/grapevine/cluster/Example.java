package dev.grapevine.cluster;

import dev.grapevine.model.ServiceInstance;

/** The example in the documentation of {@link Cluster}, in a form that runs. */
final class Example {

    private Example() {}

    public static void main(String[] arguments) {
        try (Cluster first =
                        Cluster.builder().name("node1").cluster("shop").port(0).start();
                Cluster second = Cluster.builder()
                        .name("node2")
                        .cluster("shop")
                        .port(0)
                        .seeds(first.address().toString())
                        .services(ServiceInstance.named("web")
                                .port(8080)
                                .tag("v2")
                                .build())
                        .start()) {
            System.out.println(second.ready().join());
            second.members().forEach(member -> System.out.println(member.name() + " " + member.status()));
            second.service("web").pick().ifPresent(web -> System.out.println(web.host() + ":" + web.port()));
        }
    }
}
