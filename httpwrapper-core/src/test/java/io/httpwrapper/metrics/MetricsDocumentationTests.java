package io.httpwrapper.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import io.httpwrapper.event.CallOutcome;
import io.httpwrapper.policy.CircuitState;
import io.httpwrapper.policy.QuotaState;
import io.httpwrapper.policy.RetryReason;
import io.httpwrapper.policy.Verdict;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The reference's table against {@link ClientMeter}, both ways.
 */
class MetricsDocumentationTests {

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| `(httpwrapper[a-z.]*)` \\| (\\w+) \\| ([^|]*)\\| [^|]+ \\|$");

	/** A tag, and its values if they are listed. */
	private static final Pattern TAG = Pattern.compile("`(\\w+)`(?:: ((?:`[a-z0-9-]+`(?:, )?)+))?");

	private static final Pattern VALUE = Pattern.compile("`([a-z0-9-]+)`");

	private Map<String, MatchResult> rows;

	@BeforeEach
	void read() throws IOException {
		this.rows = new LinkedHashMap<>();
		ROW.matcher(Files.readString(Path.of("../docs/reference/metrics.md")))
			.results()
			.forEach((row) -> assertThat(this.rows.put(row.group(1), row)).as(row.group(1)).isNull());
	}

	@Test
	void referenceNamesEachMeterAndNoOther() {
		assertThat(this.rows.keySet())
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ClientMeter.values()).map(ClientMeter::id).toList());
	}

	@Test
	void referenceNamesEachMetersKindAndTags() {
		for (ClientMeter meter : ClientMeter.values()) {
			assertThat(row(meter).group(2)).as(meter.id()).isEqualTo(meter.type().name().toLowerCase(Locale.ROOT));
			assertThat(tags(meter).keySet()).as(meter.id()).containsExactlyElementsOf(meter.tags());
		}
	}

	@Test
	void referenceListsTheValuesOfTagsThatAreBounded() {
		assertThat(values(ClientMeter.CALLS, "outcome")).containsExactlyElementsOf(words(CallOutcome.values()));
		assertThat(values(ClientMeter.ATTEMPTS, "verdict"))
			.containsExactlyInAnyOrderElementsOf(words(Verdict.values()));
		assertThat(values(ClientMeter.RETRIES, "reason"))
			.containsExactlyInAnyOrderElementsOf(reasons(RetryReason::repeats));
		assertThat(values(ClientMeter.RETRIES_STOPPED, "reason"))
			.containsExactlyInAnyOrderElementsOf(reasons(Predicate.not(RetryReason::repeats)));
		assertThat(values(ClientMeter.CIRCUIT_STATE, "state"))
			.containsExactlyInAnyOrderElementsOf(words(CircuitState.values()));
		assertThat(values(ClientMeter.QUOTA_CHANGES, "to"))
			.containsExactlyInAnyOrderElementsOf(words(QuotaState.values()));
	}

	private static List<String> reasons(Predicate<RetryReason> which) {
		return Stream.of(RetryReason.values()).filter(which).map(RetryReason::tag).toList();
	}

	private static List<String> words(Enum<?>[] values) {
		return Stream.of(values).map((value) -> value.name().toLowerCase(Locale.ROOT).replace('_', '-')).toList();
	}

	private List<String> values(ClientMeter meter, String tag) {
		return VALUE.matcher(tags(meter).get(tag)).results().map((value) -> value.group(1)).toList();
	}

	/** The text behind each tag, which lists its values or is empty. */
	private Map<String, String> tags(ClientMeter meter) {
		Map<String, String> tags = new LinkedHashMap<>();
		TAG.matcher(row(meter).group(3))
			.results()
			.forEach((tag) -> tags.put(tag.group(1), (tag.group(2) != null) ? tag.group(2) : ""));
		return tags;
	}

	private MatchResult row(ClientMeter meter) {
		MatchResult row = this.rows.get(meter.id());
		assertThat(row).as(meter.id()).isNotNull();
		return row;
	}

}
