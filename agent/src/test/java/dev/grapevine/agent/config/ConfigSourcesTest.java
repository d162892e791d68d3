package dev.grapevine.agent.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.grapevine.cluster.net.AllowList;
import dev.grapevine.model.EncryptionMode;
import dev.grapevine.model.Profile;
import dev.grapevine.model.ProtocolSetting;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigSourcesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    profile              | GRAPEVINE_PROFILE    | --profile     | wan          | local         | lan
                    cluster              | GRAPEVINE_CLUSTER    | --cluster     | blue         | green         | red
                    data                 | GRAPEVINE_DATA       | --data        | one          | two           | three
                    node.id              | NODE_ID              | --node-id     | a            | b             | c
                    node.advertise       | NODE_IP              | --advertise   | 10.0.0.1     | interface:e0  | cidr:10.0.0.0/8
                    node.port            | NODE_PORT            | --port        | 7701         | 0             | 65535
                    node.bind            | NODE_BIND            | --bind        | 0.0.0.0      | ::1           | host.example
                    node.zone            | GRAPEVINE_ZONE       | --zone        | a            | b             | c
                    bootstrap.seeds      | SEED_NODES           | --seed        | a:1          | b,c:2         | srv:_g._udp.example
                    bootstrap.expect     | GRAPEVINE_EXPECT     | --expect      | 3            | 5             | 7
                    bootstrap.broadcast  | GRAPEVINE_BROADCAST  | --broadcast   | off          | 7800          | 7801
                    http.listen          | GRAPEVINE_HTTP       | --http        | off          | 0.0.0.0:80    | [::1]:8501
                    log.level            | GRAPEVINE_LOG        | --log-level   | debug        | warn          | error
                    log.format           | GRAPEVINE_LOG        | --log-format  | json         | text          | json
                    services             | SERVICES             | --service     | a            | b:1,c         | d:2/x+y?weight=3
                    """)
    void each_key_is_read_from_each_source_and_the_later_source_wins(
            String key, String variable, String flag, String inFile, String inEnvironment, String asFlag) {
        String yaml = "'" + key + "': '" + inFile + "'";
        assertThat(shown(new SomeConfig(), key).source())
                .isIn("default", "host name and random letters, drawn at each start");
        assertThat(shown(base(key).yaml(yaml), key)).isEqualTo(new EffectiveValue(key, inFile, "config.yaml:1"));
        assertThat(shown(base(key).yaml(yaml).env(variable, inEnvironment), key))
                .isEqualTo(new EffectiveValue(key, inEnvironment, "env " + variable));
        assertThat(shown(base(key).yaml(yaml).env(variable, inEnvironment).flag(flag, asFlag), key))
                .isEqualTo(new EffectiveValue(key, asFlag, flag));
    }

    /** A configuration that allows the key: an address beyond this host needs a member that listens beyond it. */
    private static SomeConfig base(String key) {
        return key.equals("node.advertise") ? new SomeConfig().flag("--bind", "0.0.0.0") : new SomeConfig();
    }

    private static EffectiveValue shown(SomeConfig config, String key) {
        return config.load().effective().stream()
                .filter(value -> value.key().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void networks_are_a_list_or_a_line() {
        AgentConfig.AllowConfig allow = new SomeConfig()
                .yaml("gossip:", "  allow: [10.0.0.0/8, 'fd00::/8']", "checks:", "  allow: 169.254.169.254")
                .env("GRAPEVINE_HTTP_ALLOW", "127.0.0.1, ::1")
                .load()
                .allow();
        assertThat(allow.gossip()).containsExactly("10.0.0.0/8", "fd00::/8");
        assertThat(allow.http()).isEqualTo(AllowList.of(List.of("127.0.0.1", "::1")));
        assertThat(allow.checks()).isEqualTo(AllowList.of(List.of("169.254.169.254")));
    }

    @Test
    void without_any_configuration_the_defaults_apply() {
        AgentConfig config = new SomeConfig().load();
        assertThat(config.node().id()).isEqualTo("build-7-xxxx");
        assertThat(config.node().bind()).isEqualTo("127.0.0.1");
        assertThat(config.node().port()).isEqualTo(7700);
        assertThat(config.node().advertise()).isEmpty();
        assertThat(config.cluster()).isEqualTo("grapevine");
        assertThat(config.bootstrap().seeds()).isEmpty();
        assertThat(config.bootstrap().expect()).isEqualTo(1);
        assertThat(config.bootstrap().broadcast()).contains(7701);
        assertThat(config.http().listen()).contains(new HostPort("127.0.0.1", 8500));
        assertThat(config.allow())
                .isEqualTo(new AgentConfig.AllowConfig(List.of(), AllowList.ALL, AllowList.ALL_BUT_LINK_LOCAL));
        assertThat(config.profile()).isEqualTo(Profile.LAN);
        assertThat(config.encryption()).isEqualTo(new AgentConfig.EncryptionConfig(EncryptionMode.OFF, List.of()));
        assertThat(config.http().tokens()).isEqualTo(Tokens.NONE);
        assertThat(config.data()).isEmpty();
        assertThat(config.services()).isEmpty();
        assertThat(config.log().statsInterval()).hasSeconds(10);
    }

    @Test
    void without_a_name_a_member_uses_the_one_in_its_data_folder() {
        SomeConfig config = new SomeConfig().flag("--data", "folder");
        assertThat(config.load().node().id()).isEqualTo("build-7-xxxx");
        config.file("folder/name", "build-7-ab1c\n");
        assertThat(shown(config, "node.id")).isEqualTo(new EffectiveValue("node.id", "build-7-ab1c", "data folder"));
        assertThat(config.flag("--node-id", "given").load().node().id()).isEqualTo("given");
    }

    @Test
    void a_saved_name_that_is_invalid_is_not_used() {
        SomeConfig config = new SomeConfig().flag("--data", "folder").file("folder/name", "two words");
        assertThat(config.load().node().id()).isEqualTo("build-7-xxxx");
    }

    @Test
    void a_blank_value_means_unset_in_every_source() {
        AgentConfig config = new SomeConfig()
                .yaml("node:", "  port:", "  zone: ''", "bootstrap:")
                .env("NODE_PORT", " ")
                .env("SEED_NODES", "")
                .env("GRAPEVINE_KEY", "")
                .flag("--zone", "")
                .load();
        assertThat(config.node().port()).isEqualTo(7700);
        assertThat(config.node().zone()).isEmpty();
        assertThat(config.bootstrap().seeds()).isEmpty();
    }

    @Test
    void a_profile_sets_defaults_and_a_file_overrides_them() {
        AgentConfig config = new SomeConfig()
                .yaml("protocol:", "  probe:", "    period: 6s", "  packet.size: 1300B")
                .env("GRAPEVINE_PROFILE", "wan")
                .load();
        assertThat(config.protocol().get(ProtocolSetting.PROBE_PERIOD)).isEqualTo(6_000_000_000L);
        assertThat(config.protocol().get(ProtocolSetting.PACKET_SIZE)).isEqualTo(1_300);
        assertThat(config.protocol().get(ProtocolSetting.WINDOW_MIN))
                .isEqualTo(ProtocolSetting.WINDOW_MIN.defaultIn(Profile.WAN));
        assertThat(config.effective())
                .contains(new EffectiveValue("protocol.probe.period", "6s", "config.yaml:3"))
                .contains(new EffectiveValue("protocol.suspicion.window-min", "30s", "wan profile"))
                .contains(new EffectiveValue("protocol.probe.helpers", "3", "default"));
    }

    @Test
    void a_member_with_an_advertised_address_listens_on_all_addresses_by_default() {
        assertThat(new SomeConfig().env("NODE_IP", "10.0.0.4").load().node().bind())
                .isEqualTo("0.0.0.0");
        assertThat(new SomeConfig().env("NODE_IP", "node4").load().node().bind())
                .isEqualTo("0.0.0.0");
        assertThat(new SomeConfig().env("NODE_IP", "fd00::4").load().node().bind())
                .isEqualTo("::");
        assertThat(new SomeConfig().env("NODE_IP", "127.0.0.4").load().node().bind())
                .isEqualTo("127.0.0.4");
        AgentConfig both = new SomeConfig()
                .env("NODE_IP", "10.0.0.4")
                .env("NODE_BIND", "10.0.0.4")
                .load();
        assertThat(both.node().bind()).isEqualTo("10.0.0.4");
        assertThat(both.node().advertise()).contains("10.0.0.4");
    }

    @Test
    void a_member_without_a_name_is_named_after_its_host() {
        assertThat(new SomeConfig().host("web 1.example.").load().node().id()).isEqualTo("web-1.example-xxxx");
        assertThat(new SomeConfig().host("localhost").load().node().id()).isEqualTo("node-xxxx");
        assertThat(new SomeConfig().host("").load().node().id()).isEqualTo("node-xxxx");
        assertThat(new SomeConfig().host("a".repeat(80)).load().node().id()).isEqualTo("a".repeat(59) + "-xxxx");
    }

    @Test
    void seeds_and_services_are_lists_in_every_source() {
        assertThat(new SomeConfig()
                        .yaml("bootstrap:", "  seeds: [a:1, 'b:2,c']")
                        .load()
                        .bootstrap()
                        .seeds())
                .containsExactly("a:1", "b:2", "c");
        assertThat(new SomeConfig()
                        .flag("--seed", "a:1", "b:2,c")
                        .load()
                        .bootstrap()
                        .seeds())
                .containsExactly("a:1", "b:2", "c");
        assertThat(new SomeConfig().env("SERVICES", "web, api:9000 ,").load().services())
                .extracting(ServiceSpec::name)
                .containsExactly("web", "api");
    }

    @Test
    void one_variable_sets_the_level_and_the_format_of_the_log() {
        AgentConfig config = new SomeConfig().env("GRAPEVINE_LOG", "debug,JSON").load();
        assertThat(config.log().level()).isEqualTo(LogLevel.DEBUG);
        assertThat(config.log().format()).isEqualTo(LogFormat.JSON);
    }

    @Test
    void a_tag_of_a_member_has_at_most_512_characters() {
        SomeConfig config = new SomeConfig().yaml("node:", "  tags: [" + "t".repeat(512) + "]");
        assertThat(config.load().node().tags()).containsExactly("t".repeat(512));
        config.yaml("node:", "  tags: [" + "t".repeat(513) + "]");
        assertThat(config.problems())
                .singleElement()
                .asString()
                .contains("expected 1 to 512 characters of A-Z a-z 0-9 . _ : / = @ -");
    }

    @Test
    void a_member_has_tags_and_metadata() {
        AgentConfig config = new SomeConfig()
                .yaml("node:", "  tags: [edge, v2]", "  metadata:", "    rack: 12", "    note: 'a: b'")
                .load();
        assertThat(config.node().tags()).isEqualTo(List.of("edge", "v2"));
        assertThat(config.node().metadata()).containsEntry("rack", "12").containsEntry("note", "a: b");
    }

    @Test
    void a_secret_comes_from_a_variable_or_a_file_and_is_never_shown() {
        String key = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";
        AgentConfig direct = new SomeConfig()
                .env("GRAPEVINE_KEY", key)
                .env("GRAPEVINE_TOKEN", "hush")
                .load();
        AgentConfig filed = new SomeConfig()
                .file("key", key + "\n")
                .file("token", "hush\n")
                .env("GRAPEVINE_KEY_FILE", "key")
                .flag("--token-file", "token")
                .load();
        assertThat(direct.encryption())
                .isEqualTo(filed.encryption())
                .extracting(AgentConfig.EncryptionConfig::mode)
                .isEqualTo(EncryptionMode.REQUIRE);
        assertThat(direct.http().tokens()).isEqualTo(filed.http().tokens());
        assertThat(direct.http().tokens().find("hush")).isPresent();
        assertThat(direct.encryption().keys().get(0).bytes()).hasSize(32).startsWith(0, 1, 2);
        assertThat(direct.effective())
                .contains(new EffectiveValue("encryption.key", "(set)", "env GRAPEVINE_KEY"))
                .contains(new EffectiveValue("encryption.key-ids", "94b0f50dfc95bb3a", "env GRAPEVINE_KEY"))
                .contains(new EffectiveValue("encryption.mode", "require", "default with a key"))
                .contains(new EffectiveValue("http.token", "(set)", "env GRAPEVINE_TOKEN"));
        assertThat(filed.effective()).contains(new EffectiveValue("http.token-file", "token", "--token-file"));
        assertThat(direct.toString() + filed).doesNotContain("hush").doesNotContain(key.substring(0, 8));
    }
}
