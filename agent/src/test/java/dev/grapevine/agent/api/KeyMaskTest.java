package dev.grapevine.agent.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Random;
import org.junit.jupiter.api.Test;

class KeyMaskTest {

    @Test
    void a_key_is_hidden_whatever_it_is_made_of_and_also_in_a_url() {
        Random random = new Random(20_261_130);
        byte[] key = new byte[32];
        for (int i = 0; i < 1_000; i++) {
            random.nextBytes(key);
            String text = Base64.getEncoder().encodeToString(key);
            assertThat(KeyMask.hide("found \"" + text + "\", expected more"))
                    .isEqualTo("found \"(hidden)\", expected more");
            assertThat(KeyMask.hide("DELETE /v1/keys:" + URLEncoder.encode(text, StandardCharsets.UTF_8) + " by a"))
                    .isEqualTo("DELETE /v1/keys:(hidden) by a");
        }
    }

    @Test
    void other_texts_stay_as_they_are() {
        for (String text : new String[] {
            "",
            "key 94b0f50dfc95bb3a is the primary; use another key first",
            "/v1/services/a-service-with-a-name-that-is-rather-long-indeed/an-id?index=12&wait=30s",
            "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef"
        }) {
            assertThat(KeyMask.hide(text)).isEqualTo(text);
        }
    }
}
