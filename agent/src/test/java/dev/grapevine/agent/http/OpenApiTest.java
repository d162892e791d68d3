package dev.grapevine.agent.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.avaje.jsonb.Jsonb;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

final class OpenApiTest {

    private static final Set<String> METHODS = Set.of("get", "put", "post", "delete");

    @Test
    @SuppressWarnings("unchecked")
    void the_description_lists_all_routes_and_which_of_them_change_something() {
        try (TestServer server = new TestServer()) {
            Map<String, Object> api = Jsonb.builder()
                    .build()
                    .type(Map.class)
                    .fromJson(server.get("/openapi.json").body());
            Set<String> described = new TreeSet<>();
            ((Map<String, Map<String, Object>>) api.get("paths"))
                    .forEach((path, operations) -> operations.forEach((method, operation) -> {
                        assertThat(METHODS).contains(method);
                        boolean write = ((Map<String, Object>) operation).containsKey("security");
                        described.add(method.toUpperCase(Locale.ROOT) + " " + path + (write ? " write" : ""));
                    }));
            Set<String> served = new TreeSet<>();
            server.routes()
                    .forEach(
                            route -> served.add(route.method() + " " + route.path() + (route.write() ? " write" : "")));
            assertThat(described).isEqualTo(served);
        }
    }

    @Test
    @SuppressWarnings("unchecked")
    void every_reference_in_the_description_can_be_resolved() {
        try (TestServer server = new TestServer()) {
            Map<String, Object> api = Jsonb.builder()
                    .build()
                    .type(Map.class)
                    .fromJson(server.get("/openapi.json").body());
            Map<String, Object> schemas =
                    (Map<String, Object>) ((Map<String, Object>) api.get("components")).get("schemas");
            List<String> references = new ArrayList<>();
            references(api, references);
            assertThat(references)
                    .isNotEmpty()
                    .allSatisfy(reference ->
                            assertThat(schemas).containsKey(reference.substring("#/components/schemas/".length())));
        }
    }

    private static void references(Object node, List<String> found) {
        if (node instanceof Map<?, ?> map) {
            map.forEach((key, value) -> {
                if (key.equals("$ref")) {
                    found.add((String) value);
                } else {
                    references(value, found);
                }
            });
        } else if (node instanceof List<?> list) {
            list.forEach(item -> references(item, found));
        }
    }
}
