package io.httpwrapper.sample.upstream;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

class ScenarioTests {

	private static final Duration MIN = Duration.ofMillis(5);

	private static final Duration MAX = Duration.ofMillis(40);

	private final Random random = new Random(42);

	private final Latency latency = new Latency(this.random, MIN, MAX);

	@Test
	void ordersFailAtTheirRate() {
		List<Reply.Answer> answers = answers(new OrdersScenario(this.random, this.latency, 0.05));

		assertThat(share(answers, 503)).isCloseTo(0.05, within(0.01));
		assertThat(share(answers, 200)).isCloseTo(0.95, within(0.01));
	}

	@Test
	void answersTakeTheirTimeWithinTheBounds() {
		List<Reply.Answer> answers = answers(new OrdersScenario(this.random, this.latency, 0.5));

		assertThat(answers).extracting(Reply.Answer::delay)
			.allSatisfy((delay) -> assertThat(delay).isBetween(MIN, MAX))
			.anySatisfy((delay) -> assertThat(delay).isLessThan(Duration.ofMillis(10)))
			.anySatisfy((delay) -> assertThat(delay).isGreaterThan(Duration.ofMillis(35)));
	}

	@Test
	void sameSeedGivesTheSameFailures() {
		OrdersScenario one = new OrdersScenario(new Random(7), new Latency(new Random(8), MIN, MAX), 0.3);
		OrdersScenario other = new OrdersScenario(new Random(7), new Latency(new Random(8), MIN, MAX), 0.3);

		assertThat(answers(one)).isEqualTo(answers(other));
	}

	@Test
	void paymentsAreThrottledAtTheirRateWithRetryAfter() {
		List<Reply.Answer> answers = answers(
				new PaymentsScenario(this.random, this.latency, 0.1, Duration.ofSeconds(1)));

		assertThat(share(answers, 429)).isCloseTo(0.1, within(0.01));
		assertThat(answers).allSatisfy((answer) -> assertThat(answer.retryAfter())
			.isEqualTo((answer.status() == 429) ? Duration.ofSeconds(1) : null));
	}

	@Test
	void paymentsAreNumberedWithoutGaps() {
		PaymentsScenario payments = new PaymentsScenario(this.random, this.latency, 0.5, Duration.ofSeconds(1));

		List<Object> numbers = answers(payments).stream()
			.filter((answer) -> answer.status() == 201)
			.map((answer) -> answer.body().get("number"))
			.toList();

		assertThat(numbers).startsWith(1L, 2L, 3L).doesNotHaveDuplicates();
	}

	@Test
	void inventoryAnswersAndBreaksInTurnDuringAnOutage() {
		Outage outage = new Outage(new OutageSchedule(Duration.ZERO, Duration.ofSeconds(2), Duration.ZERO),
				new AtomicLong()::get);
		InventoryScenario inventory = new InventoryScenario(outage, this.latency);

		outage.begin();
		Reply first = inventory.replyTo("apple");
		Reply second = inventory.replyTo("apple");
		outage.end();
		Reply third = inventory.replyTo("apple");

		assertThat(first).isInstanceOfSatisfying(Reply.Answer.class,
				(answer) -> assertThat(answer.status()).isEqualTo(500));
		assertThat(second).isInstanceOf(Reply.Reset.class);
		assertThat(third).isInstanceOfSatisfying(Reply.Answer.class,
				(answer) -> assertThat(answer.status()).isEqualTo(200));
	}

	@Test
	void latencyBoundsOutOfOrderAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new Latency(this.random, MAX, MIN))
			.withMessageContaining("sample.upstream.min-latency");
	}

	private static List<Reply.Answer> answers(Scenario scenario) {
		return IntStream.range(0, 10_000).mapToObj((n) -> (Reply.Answer) scenario.replyTo("" + n)).toList();
	}

	private static double share(List<Reply.Answer> answers, int status) {
		return (double) answers.stream().filter((answer) -> answer.status() == status).count() / answers.size();
	}

}
