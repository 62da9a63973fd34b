package io.httpwrapper.sample;

import java.util.Map;

import io.httpwrapper.autoconfigure.runtime.RuntimeSettings;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.test.Answer;
import io.httpwrapper.test.AutoConfigureHttpWrapperTest;
import io.httpwrapper.test.ClientRecordings;
import io.httpwrapper.test.Upstreams;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.ActiveProfiles;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The profile {@code chaos}, before a remote that never fails.
 */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.NONE,
		properties = { "sample.load.enabled=false", "sample.upstream.enabled=false" })
@AutoConfigureHttpWrapperTest
@ActiveProfiles("chaos")
class ChaosProfileTests {

	@Autowired
	private Shop shop;

	@Autowired
	private Upstreams upstreams;

	@Autowired
	private ClientRecordings recordings;

	@Autowired
	private RuntimeSettings settings;

	@Test
	void ordersFailOnPurposeUntilThatIsSwitchedOff() {
		this.upstreams.of("orders").answers(Answer.json("{\"id\": \"17\", \"state\": \"sent\"}"));
		ask(300);
		assertThat(this.recordings.of("orders").events(EventType.CHAOS_INJECTED)).extracting(ClientEvent::reason)
			.contains("latency", "fault", "status", "truncate");

		this.settings.change("orders", Map.of("chaos.enabled", "false"));
		int made = this.recordings.of("orders").events(EventType.CHAOS_INJECTED).size();
		ask(100);
		this.settings.reset("orders");

		assertThat(this.recordings.of("orders").events(EventType.CHAOS_INJECTED)).hasSize(made);
	}

	private void ask(int times) {
		for (int order = 0; order < times; order++) {
			this.shop.order("17").onErrorComplete().block();
		}
	}

}
