package io.httpwrapper.event;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class RecentEventsTests {

	@Test
	void keepsTheLastOnes() {
		RecentEvents recent = new RecentEvents(2);

		recent.onEvent(event(1));
		recent.onEvent(event(2));
		recent.onEvent(event(3));

		assertThat(recent.list()).extracting(ClientEvent::attempt).containsExactly(2, 3);
	}

	@Test
	void listIsACopy() {
		RecentEvents recent = new RecentEvents(2);
		recent.onEvent(event(1));

		recent.list().clear();

		assertThat(recent.list()).hasSize(1);
	}

	@Test
	void leavesOutWhatWentWell() {
		assertThat(new RecentEvents(1).types()).doesNotContain(EventType.CALL_SUCCEEDED, EventType.ATTEMPT_COMPLETED);
	}

	@Test
	void keepsOneEventOfARefusalThatEndsAttemptAndCall() {
		RecentEvents recent = new RecentEvents(5);
		Throwable refusal = new IllegalStateException("circuit open");

		recent.onEvent(event(EventType.ATTEMPT_REJECTED, refusal));
		recent.onEvent(event(EventType.RETRY_STOPPED, refusal));
		recent.onEvent(event(EventType.CALL_FAILED, refusal));
		recent.onEvent(event(EventType.ATTEMPT_REJECTED, new IllegalStateException("circuit open")));

		assertThat(recent.list()).extracting(ClientEvent::type)
			.containsExactly(EventType.ATTEMPT_REJECTED, EventType.ATTEMPT_REJECTED);
	}

	@Test
	void refusesToKeepNothing() {
		assertThatIllegalArgumentException().isThrownBy(() -> new RecentEvents(0))
			.withMessage("capacity must be at least 1, but was 0");
	}

	private static ClientEvent event(EventType type, Throwable error) {
		return new ClientEvent(type, "users", 0, "", "GET", 1, 0, "", "", "", "", 0, error);
	}

	private static ClientEvent event(int attempt) {
		return new ClientEvent(EventType.RETRY_SCHEDULED, "users", 0, "", "GET", attempt, 503, "", "status", "", "", 0,
				null);
	}

}
