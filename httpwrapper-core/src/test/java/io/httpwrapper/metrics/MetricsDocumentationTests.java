package io.httpwrapper.metrics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsDocumentationTests {

	@Test
	void referenceNamesEachMeterAndNoOther() throws IOException {
		String reference = Files.readString(Path.of("../docs/reference/metrics.md"));

		List<String> documented = Pattern.compile("(?m)^\\| `(httpwrapper[a-z.]*)`")
			.matcher(reference)
			.results()
			.map((MatchResult row) -> row.group(1))
			.toList();

		assertThat(documented)
			.containsExactlyInAnyOrderElementsOf(Arrays.stream(ClientMeter.values()).map(ClientMeter::id).toList());
	}

}
