package io.httpwrapper.sample;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the Compose stack asks Prometheus, read from its files.
 */
final class Monitoring {

	static final Path RULES = Path.of("../docker/prometheus/alerts.yml");

	static final Path RULE_TESTS = Path.of("../docker/prometheus/alerts.test.yml");

	private static final Path DASHBOARD = Path.of("../docker/grafana/dashboards/httpwrapper.json");

	private static final Pattern SELECTOR = Pattern
		.compile("\\b((?:httpwrapper|reactor_netty)_[a-z_]+)(?:\\{([^}]*)\\})?");

	private static final Pattern LABEL = Pattern.compile("([a-z_]+)\\s*(?:=~|!~|!=|=)");

	private static final Pattern GROUPED = Pattern.compile("by \\(([^)]*)\\)");

	private Monitoring() {
	}

	/** All queries by where they stand, with Grafana's variables filled in. */
	static Map<String, String> queries() {
		Map<String, String> queries = new LinkedHashMap<>();
		try {
			JsonNode dashboard = new JsonMapper().readTree(Files.readString(DASHBOARD));
			for (JsonNode panel : dashboard.path("panels")) {
				panel.path("targets")
					.forEach((target) -> queries.put(
							panel.path("title").asString() + " / " + target.path("legendFormat").asString(),
							filled(target.path("expr").asString())));
			}
			dashboard.path("annotations")
				.path("list")
				.forEach((annotation) -> queries.put(annotation.path("name").asString(),
						filled(annotation.path("expr").asString())));
			Map<String, List<Map<String, List<Map<String, Object>>>>> rules = new Yaml().load(Files.readString(RULES));
			rules.get("groups")
				.forEach((group) -> group.get("rules")
					.forEach((rule) -> queries.put(String.valueOf(rule.get("alert")),
							String.valueOf(rule.get("expr")))));
			return queries;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static String filled(String query) {
		return query.replace("$client", ".+").replace("$__rate_interval", "1m");
	}

	/** The time series that a query reads. */
	static List<String> selectors(String query) {
		return SELECTOR.matcher(query).results().map(MatchResult::group).distinct().toList();
	}

	static String name(String selector) {
		return selector.replaceFirst("\\{.*", "");
	}

	/** The labels that a query groups by or selects with, those of the scrape apart. */
	static Set<String> labels(String query) {
		String grouped = GROUPED.matcher(query)
			.results()
			.map((found) -> found.group(1))
			.collect(Collectors.joining(","));
		Set<String> labels = new TreeSet<>();
		for (String label : grouped.split("\\s*,\\s*")) {
			labels.add(label);
		}
		SELECTOR.matcher(query)
			.results()
			.filter((found) -> found.group(2) != null)
			.flatMap((found) -> LABEL.matcher(found.group(2)).results())
			.forEach((found) -> labels.add(found.group(1)));
		labels.removeAll(Set.of("", "job", "instance"));
		return labels;
	}

}
