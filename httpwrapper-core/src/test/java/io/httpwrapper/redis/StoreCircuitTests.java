package io.httpwrapper.redis;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.EventType;
import io.httpwrapper.fixture.RecordingListener;
import io.httpwrapper.timing.TimeAndChance;
import io.httpwrapper.timing.VirtualWorld;
import org.junit.jupiter.api.Test;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class StoreCircuitTests {

	private static final Duration TIMEOUT = Duration.ofMillis(250);

	private static final Duration LONGEST_WAIT = StoreCircuit.LONGEST_WAIT.multipliedBy(6).dividedBy(5);

	private final VirtualWorld world = new VirtualWorld();

	private final RecordingListener events = new RecordingListener();

	private final StoreCircuit circuit = new StoreCircuit("orders", "rate-limit", TIMEOUT, this.world.timeAndChance(),
			List.of(this.events));

	private CompletableFuture<String> ask(CompletableFuture<String> store) {
		CompletableFuture<String> answer = Objects.requireNonNull(this.circuit.tryAsk(() -> store));
		this.world.runDue();
		return answer;
	}

	private void failOften() {
		for (int i = 0; i < StoreCircuit.FAILURE_THRESHOLD; i++) {
			ask(CompletableFuture.failedFuture(new IllegalStateException("no connection")));
		}
	}

	private boolean isAsked() {
		return this.circuit.tryAsk(() -> new CompletableFuture<>()) != null;
	}

	@Test
	void answerIsPassedOn() {
		assertThat(ask(CompletableFuture.completedFuture("a token"))).isCompletedWithValue("a token");
	}

	@Test
	void answerLeavesTheThreadOfTheStore() {
		TimeAndChance virtual = this.world.timeAndChance();
		Scheduler scheduler = Schedulers.newSingle("answers");
		StoreCircuit circuit = new StoreCircuit("orders", "rate-limit", TIMEOUT,
				new TimeAndChance(virtual.nanoTime(), virtual.clock(), virtual.random(), scheduler, virtual.timer()),
				List.of());
		CompletableFuture<String> store = new CompletableFuture<>();
		CompletableFuture<String> thread = Objects.requireNonNull(circuit.tryAsk(() -> store))
			.thenApply((answer) -> Thread.currentThread().getName());

		store.complete("a token");

		assertThat(thread.join()).startsWith("answers");
		scheduler.dispose();
	}

	@Test
	void failureIsPassedOnWithItsCause() {
		IllegalStateException failure = new IllegalStateException("no connection");

		CompletableFuture<String> answer = ask(CompletableFuture.failedFuture(failure));

		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get).withCause(failure);
	}

	@Test
	void storeThatThrowsHasFailed() {
		CompletableFuture<String> answer = Objects
			.requireNonNull(this.circuit.<String>tryAsk(() -> this.throwing("no connection")));
		this.world.runDue();

		assertThat(answer).isCompletedExceptionally();
	}

	private CompletableFuture<String> throwing(String message) {
		throw new IllegalStateException(message);
	}

	@Test
	void storeThatIsSlowIsGivenUp() {
		CompletableFuture<String> store = new CompletableFuture<>();
		CompletableFuture<String> answer = ask(store);

		this.world.advance(TIMEOUT.minusMillis(1));
		assertThat(answer).isNotDone();
		this.world.advance(Duration.ofMillis(1));

		assertThatExceptionOfType(ExecutionException.class).isThrownBy(answer::get)
			.withCauseInstanceOf(TimeoutException.class)
			.withMessageContainingAll("250 ms", "rate-limit.store-timeout");
	}

	@Test
	void answerThatComesTooLateIsNoSecondOne() {
		CompletableFuture<String> store = new CompletableFuture<>();
		CompletableFuture<String> answer = ask(store);
		this.world.advance(TIMEOUT);

		store.complete("a token");
		this.world.runDue();

		assertThat(answer).isCompletedExceptionally();
		assertThat(this.events.of(EventType.STORE_ASKED)).hasSize(1);
	}

	@Test
	void storeThatFailedOftenIsNotAsked() {
		failOften();

		assertThat(isAsked()).isFalse();
		assertThat(this.circuit.isClosed()).isFalse();
	}

	@Test
	void storeThatHangsIsNotAskedAfterAFewTimeouts() {
		for (int i = 0; i < StoreCircuit.FAILURE_THRESHOLD; i++) {
			ask(new CompletableFuture<>());
		}
		this.world.advance(TIMEOUT);

		assertThat(isAsked()).isFalse();
	}

	@Test
	void oneQuestionAtATimeTriesWhetherItIsBack() {
		failOften();
		this.world.advance(StoreCircuit.FIRST_WAIT.multipliedBy(2));

		assertThat(isAsked()).isTrue();
		assertThat(isAsked()).isFalse();
	}

	@Test
	void whatMustBeTriedIsAskedAllTheSameAndSaysNothingAboutTheCircuit() {
		failOften();

		CompletableFuture<String> answer = this.circuit.ask(() -> CompletableFuture.completedFuture("deleted"));
		CompletableFuture<String> hanging = this.circuit.ask(() -> new CompletableFuture<String>());
		this.world.advance(TIMEOUT);

		assertThat(answer).isCompletedWithValue("deleted");
		assertThat(hanging).isCompletedExceptionally();
		assertThat(isAsked()).isFalse();
		assertThat(this.events.of(EventType.STORE_ASKED)).extracting(ClientEvent::verdict)
			.endsWith("success", "failure");
	}

	@Test
	void storeThatIsBackIsAskedAgain() {
		failOften();
		this.world.advance(StoreCircuit.FIRST_WAIT.multipliedBy(2));

		ask(CompletableFuture.completedFuture("a token"));

		assertThat(isAsked()).isTrue();
		assertThat(isAsked()).isTrue();
		assertThat(this.circuit.isClosed()).isTrue();
	}

	@Test
	void longOutageIsTriedAtTheLongestWait() {
		failOften();
		for (int i = 0; i < 10; i++) {
			this.world.advance(LONGEST_WAIT);
			ask(CompletableFuture.failedFuture(new IllegalStateException("no connection")));
		}

		this.world.advance(LONGEST_WAIT);

		assertThat(isAsked()).isTrue();
	}

	@Test
	void outageIsToldOnceAndItsEndOnce() {
		failOften();
		this.world.advance(LONGEST_WAIT);
		ask(CompletableFuture.failedFuture(new IllegalStateException("still no connection")));
		this.world.advance(LONGEST_WAIT);
		ask(CompletableFuture.completedFuture("a token"));

		List<ClientEvent> changes = this.events.of(EventType.STORE_CHANGED);
		assertThat(changes).extracting(ClientEvent::to).containsExactly("unavailable", "available");
		assertThat(changes).extracting(ClientEvent::key).containsOnly("rate-limit");
		assertThat(changes.get(0).error()).hasMessage("no connection");
		assertThat(changes.get(0).reason()).contains("5 failures in a row");
		assertThat(changes.get(1).error()).isNull();
	}

	@Test
	void eachQuestionIsToldWithItsOutcome() {
		ask(CompletableFuture.completedFuture("a token"));
		ask(CompletableFuture.failedFuture(new IllegalStateException("no connection")));
		ask(new CompletableFuture<>());
		this.world.advance(TIMEOUT);

		List<ClientEvent> questions = this.events.of(EventType.STORE_ASKED);
		assertThat(questions).extracting(ClientEvent::verdict).containsExactly("success", "failure", "failure");
		assertThat(questions).extracting(ClientEvent::reason).containsExactly("", "error", "timeout");
		assertThat(questions.get(2).duration()).isEqualTo(TIMEOUT);
	}

}
