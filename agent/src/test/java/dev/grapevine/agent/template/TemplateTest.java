package dev.grapevine.agent.template;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.grapevine.agent.api.InstanceInfo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateTest {

    @TempDir
    Path folder;

    private Template template(String text) throws IOException, TemplateException {
        return new Template(Files.writeString(folder.resolve("a.peb"), text), Map.of("HOME", "/root"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '§', quoteCharacter = '`', textBlock = """
            {% for i in service("web") %}{{ i.id }},{% endfor %}                      § web:1,web:2,web:3,
            {% for i in service("web", near="node2") %}{{ i.id }},{% endfor %}        § web:2,web:3,web:1,
            {% for i in service("web", near="self") %}{{ i.id }},{% endfor %}         § web:1,web:2,web:3,
            {% for i in service("web", tag="v300") %}{{ i.endpoint }}{% endfor %}     § [fd00::2]:8080
            {% for i in service("web", zone="eu") %}{{ i.id }}{% endfor %}            § web:1
            {{ service("broken") | length }}{{ service("broken", passing=false) | length }}{{ service("x") | length }} § 010
            {% for s in services() %}{{ s.name }}={{ s.tags | join("+") }} {% endfor %}. § batch=v1 broken=v1 web=v0+v1+v300 .
            {% for n in nodes() %}{{ n.name }}@{{ n.address }} {% endfor %}.          § node1@10.0.0.1 node2@fd00::2 .
            {{ member().name }} {{ member("node3").status }} {{ member("x") is null }} § node1 dead true
            {{ env("HOME") }},{{ env("NONE") }},{{ env("NONE", "else") }}             § /root,,else
            {% set i = service("web")[0] %}{{ i.metadata.team }} {{ i.weight }} {{ i.stale }} {{ i.zone }} § shop 1 false eu
            {% for k in range(1, 3) %}{{ k }}{% endfor %}                             § 123
            a < b & "c"                                                               § a < b & "c"
            {% cache "x" %}{{ env("HOME") }}{% endcache %}                            § /root
            """)
    void functions_show_the_catalogue(String text, String made) throws Exception {
        assertThat(template(text).render(Catalogues.sample())).isEqualTo(made);
    }

    @Test
    void an_instance_that_drains_is_listed_only_where_no_other_suits() throws Exception {
        InstanceInfo up = Catalogues.instance("web", "up", "node1", "10.0.0.1", 80, 1);
        InstanceInfo drains = Catalogues.draining(Catalogues.instance("web", "drains", "node2", "10.0.0.2", 80, 2));
        InstanceInfo fails =
                Catalogues.draining(Catalogues.instance("web", "f", "node2", "10.0.0.2", 81, 2, "critical"));
        String ids = "{% for i in service(\"web\"XX) %}{{ i.id }} {% endfor %}.";
        FollowedCatalogue both = Catalogues.of(List.of(), up, drains, fails);
        assertThat(template(ids.replace("XX", "")).render(both)).isEqualTo("up .");
        assertThat(template(ids.replace("XX", ", tag=\"v2\"")).render(both)).isEqualTo("drains .");
        FollowedCatalogue one = Catalogues.of(List.of(), drains, fails);
        assertThat(template(ids.replace("XX", "")).render(one)).isEqualTo("drains .");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            {{ nothing }}                       | :2: Root attribute [nothing] does not exist
            {% for i in service() %}{% endfor %} | :2: service(): its name is missing
            {{ service(5) }}                    | :2: service(): name must be a text in quotes, not 5
            {{ service("a", passing="no") }}    | :2: service(): passing must be true or false, not no
            {{ service("a", tga="no") }}        | :2: The following named argument does not exist: tga
            {% fr %}                            | :2: Unexpected tag name "fr"
            {{ nope() }}                        | :2: Function or Macro [nope] does not exist
            {{ member("x").name }}              | :2: Attempt to get attribute of null object
            {% for i in range(1, 100000000) %}{% endfor %} | :2: range(): it has more than 10000 numbers
            {% for i in range(1, 5, 0) %}{% endfor %} | :2: range(): its increment must not be 0
            {{ "a".getClass() }}                | :2: For security reasons
            {{ "a".class.forName("x") }}        | :2: For security reasons
            {{ nodes().size() }}                | :2: For security reasons
            {{ member().name.length() }}        | :2: For security reasons
            {% include "/etc/passwd" %}         | : a template cannot read another file: /etc/passwd
            {% import "/etc/passwd" %}          | : a template cannot read another file: /etc/passwd
            {% extends "/etc/passwd" %}         | : a template cannot read another file: /etc/passwd
            {% macro m(x) %}{{ m(x) }}{% endmacro %}{{ m(1) }} | : a macro calls itself without end
            {% for i in range(1, 10000) %}{% for j in range(1, 10000) %}xxxxxxxxxx{% endfor %}{% endfor %} | : Tried to write more than
            """)
    void a_mistake_is_told_with_its_file_and_line(String text, String why) {
        assertThatThrownBy(() -> template("\n" + text).render(Catalogues.sample()))
                .isInstanceOf(TemplateException.class)
                .hasMessageStartingWith(folder.resolve("a.peb") + why);
    }

    @Test
    void a_template_that_cannot_be_read_is_told() throws IOException {
        Path missing = folder.resolve("missing");
        assertThatThrownBy(() -> new Template(missing, Map.of())).hasMessage(missing + ": there is no such file");
        assertThatThrownBy(() -> new Template(folder, Map.of())).hasMessage(folder + ": it is no file");
        Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
        assertThatThrownBy(() -> new Template(binary, Map.of())).hasMessage(binary + ": it is not valid UTF-8");
    }
}
