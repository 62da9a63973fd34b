package io.httpwrapper.pipeline.body;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.fixture.FakeUpstream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A body that is collected on its way: who sets the pace, and what is left when it does
 * not come to its end.
 */
class BodyTeeTests {

	private static final long ROOM = 1024 * 1024;

	private static final String QUARTER = "x".repeat(256 * 1024);

	private final TestPublisher<DataBuffer> source = TestPublisher.create();

	private final List<Long> asked = new ArrayList<>();

	private final Heard heard = new Heard();

	private final BodyCollector.Room room = new BodyCollector.Room(ROOM);

	private BodyTee tee(long limit, long declared) {
		return new BodyTee(this.source.flux().doOnRequest(this.asked::add),
				new BodyCollector(limit, declared, this.room, this.heard), this.heard);
	}

	private BodyTee unknown(long limit) {
		return new BodyTee(this.source.flux(), new BodyCollector(limit, -1, this.room, this.heard).withFirstLook(),
				this.heard);
	}

	private void send(String text) {
		this.source.next(FakeUpstream.buffer(text));
	}

	private static String text(DataBuffer buffer) {
		String text = buffer.toString(StandardCharsets.UTF_8);
		DataBufferUtils.release(buffer);
		return text;
	}

	@Test
	void withNobodyWaitingTheReaderSetsThePace() {
		StepVerifier.create(tee(100, -1).map(BodyTeeTests::text), 0)
			.then(() -> assertThat(this.asked).isEmpty())
			.thenRequest(1)
			.then(() -> send("a"))
			.expectNext("a")
			.then(() -> assertThat(this.asked).containsExactly(1L))
			.thenRequest(2)
			.then(() -> send("b"))
			.expectNext("b")
			.then(() -> send("c"))
			.expectNext("c")
			.then(this.source::complete)
			.verifyComplete();

		assertThat(this.asked).containsExactly(1L, 2L);
		assertThat(this.heard.body).isEqualTo("abc");
		assertThat(this.room.taken()).isZero();
	}

	@Test
	void whoWaitHaveItReadOnAsFarAsItCanBeStored() {
		BodyTee tee = tee(3, -1);
		StepVerifier.create(tee.map(BodyTeeTests::text), 0)
			.then(tee::pull)
			.then(() -> send("12"))
			.then(() -> send("34"))
			.then(() -> assertThat(this.asked).containsExactly(1L, 1L))
			.then(() -> assertThat(this.heard.outcomes).containsExactly("too long", "refused"))
			.then(() -> assertThat(this.room.taken()).isZero())
			.thenRequest(3)
			.expectNext("12", "34")
			.then(() -> assertThat(this.asked).containsExactly(1L, 1L, 1L))
			.then(() -> send("56"))
			.expectNext("56")
			.then(this.source::complete)
			.verifyComplete();
	}

	@Test
	void readerWhoLeavesAloneEndsItAndLeavesNothing() {
		StepVerifier.create(tee(100, -1).map(BodyTeeTests::text), 1)
			.then(() -> send("a"))
			.expectNext("a")
			.thenCancel()
			.verify();

		this.source.assertCancelled();
		assertThat(this.heard.outcomes).containsExactly("lost");
		assertThat(this.room.taken()).isZero();
	}

	@Test
	void readerWhoLeavesOthersWaitingTakesNothingFromThem() {
		BodyTee tee = tee(100, -1);
		StepVerifier.create(tee.map(BodyTeeTests::text), 1)
			.then(tee::pull)
			.then(() -> send("a"))
			.expectNext("a")
			.then(() -> send("b"))
			.thenCancel()
			.verify();
		this.source.assertNotCancelled();

		send("c");
		this.source.complete();

		assertThat(this.heard.body).isEqualTo("abc");
	}

	@Test
	void brokenBodyIsLostAndItsReaderHasWhatCame() {
		StepVerifier.create(tee(100, -1).map(BodyTeeTests::text))
			.then(() -> send("a"))
			.then(() -> this.source.error(new IOException("reset")))
			.expectNext("a")
			.verifyErrorMessage("reset");

		assertThat(this.heard.outcomes).containsExactly("broken");
		assertThat(this.room.taken()).isZero();
	}

	@Test
	void bodyThatIsNotAsLongAsDeclaredIsRefused() {
		StepVerifier.create(tee(100, 5).map(BodyTeeTests::text))
			.then(() -> send("abc"))
			.then(this.source::complete)
			.expectNext("abc")
			.verifyComplete();

		assertThat(this.heard.outcomes).containsExactly("refused");
		assertThat(this.room.taken()).isZero();
	}

	@Test
	void bodyForWhichThereIsNoRoomIsRefused() {
		this.room.take(ROOM);

		StepVerifier.create(tee(100, -1).map(BodyTeeTests::text))
			.then(() -> send("abc"))
			.then(this.source::complete)
			.expectNext("abc")
			.verifyComplete();

		assertThat(this.heard.outcomes).containsExactly("refused");
		assertThat(this.room.taken()).isEqualTo(ROOM);
	}

	@Test
	void longBodyOfWhichNothingIsKnownIsGivenUpEarlyAndMeasured() {
		StepVerifier.create(unknown(ROOM).map(BodyTeeTests::text))
			.then(() -> send(QUARTER))
			.then(() -> assertThat(this.heard.outcomes).isEmpty())
			.then(() -> send("y"))
			.then(() -> assertThat(this.heard.outcomes).containsExactly("undecided"))
			.then(() -> assertThat(this.room.taken()).isZero())
			.then(() -> send(QUARTER))
			.then(this.source::complete)
			.expectNextCount(3)
			.verifyComplete();

		assertThat(this.heard.outcomes).containsExactly("undecided", "short enough");
	}

	@Test
	void bodyThatIsTooLongIsMeasuredAsSoonAsItIs() {
		StepVerifier.create(unknown(ROOM).map(BodyTeeTests::text))
			.then(() -> IntStream.range(0, 4).forEach((i) -> send(QUARTER)))
			.then(() -> assertThat(this.heard.outcomes).containsExactly("undecided"))
			.then(() -> send("y"))
			.then(() -> assertThat(this.heard.outcomes).containsExactly("undecided", "too long"))
			.then(() -> send(QUARTER))
			.then(this.source::complete)
			.expectNextCount(6)
			.verifyComplete();

		assertThat(this.heard.outcomes).containsExactly("undecided", "too long");
	}

	@Test
	void brokenBodyThatWasGivenUpIsNotMeasured() {
		StepVerifier.create(unknown(ROOM).map(BodyTeeTests::text))
			.then(() -> send(QUARTER + "y"))
			.then(() -> this.source.error(new IOException("reset")))
			.expectNextCount(1)
			.verifyErrorMessage("reset");

		assertThat(this.heard.outcomes).containsExactly("undecided");
	}

	@Test
	void bodyForWhichSomebodyWaitsIsCollectedThoughNothingIsKnownOfIt() {
		BodyTee tee = unknown(ROOM);
		StepVerifier.create(tee.map(BodyTeeTests::text))
			.then(() -> send(QUARTER))
			.then(tee::pull)
			.then(() -> send("y"))
			.then(this.source::complete)
			.expectNextCount(2)
			.verifyComplete();

		assertThat(this.heard.body).hasSize(QUARTER.length() + 1);
	}

	@Test
	void whoeverComesToWaitTooLateIsNotTakenForAReasonToStayAlone() {
		BodyTee tee = unknown(ROOM);
		StepVerifier.create(tee.map(BodyTeeTests::text))
			.then(() -> send(QUARTER + "y"))
			.then(tee::pull)
			.then(this.source::complete)
			.expectNextCount(1)
			.verifyComplete();

		assertThat(this.heard.outcomes).containsExactly("undecided", "short enough");
		assertThat(this.heard.body).isNull();
	}

	/** What the others hear. */
	private static final class Heard implements TeeListener, BodyCollector.Measure {

		private final List<String> outcomes = new ArrayList<>();

		private @Nullable String body;

		@Override
		public void bodyCollected(StoredBody body) {
			this.outcomes.add("collected");
			this.body = body.text(0, body.size(), StandardCharsets.UTF_8);
		}

		@Override
		public void bodyRefused(boolean undecided) {
			this.outcomes.add(undecided ? "undecided" : "refused");
		}

		@Override
		public void measured(boolean tooLong) {
			this.outcomes.add(tooLong ? "too long" : "short enough");
		}

		@Override
		public void bodyLost(@Nullable Throwable error) {
			this.outcomes.add((error != null) ? "broken" : "lost");
		}

		@Override
		public void bodyPassed() {
			// of no interest here
		}

	}

}
