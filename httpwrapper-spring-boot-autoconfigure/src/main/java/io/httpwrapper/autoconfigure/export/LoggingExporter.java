package io.httpwrapper.autoconfigure.export;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.httpwrapper.autoconfigure.monitoring.ClientDescription;
import io.httpwrapper.call.ClientSnapshot;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.metrics.ClientMetricsExporter;
import io.httpwrapper.metrics.ClientReport;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.json.JsonWriter;

/**
 * Writes a line of JSON for each client and each event to the log {@code
 * io.httpwrapper.export} ({@code info}), in the format of the endpoint. The logging
 * system rotates and removes files.
 */
final class LoggingExporter implements ClientMetricsExporter {

	private static final JsonWriter<Map<String, Object>> JSON = JsonWriter.standard();

	private final Log log;

	LoggingExporter() {
		this(LogFactory.getLog("io.httpwrapper.export"));
	}

	LoggingExporter(Log log) {
		this.log = log;
	}

	@Override
	public void export(ClientReport report) {
		for (ClientEvent event : report.events()) {
			Map<String, Object> line = new LinkedHashMap<>();
			line.put("client", event.client());
			line.put("event", ClientDescription.describe(event));
			this.log.info(JSON.writeToString(line));
		}
		report.clients().forEach((client) -> this.log.info(JSON.writeToString(line(report, client))));
	}

	private static Map<String, Object> line(ClientReport report, ClientSnapshot client) {
		ClientDescription description = new ClientDescription(client, List.of());
		Map<String, Object> line = new LinkedHashMap<>();
		line.put("at", report.at().toString());
		line.put("client", client.client());
		line.put("counters", description.counters());
		line.put("retryBudget", description.retryBudget());
		line.put("circuits", description.circuits());
		line.put("rateLimit", description.rateLimit());
		line.put("quotas", description.quotas());
		line.put("bulkhead", description.bulkhead());
		line.put("cache", description.cache());
		line.put("droppedEvents", report.droppedEvents());
		return line;
	}

	@Override
	public String toString() {
		return "httpwrapper.export.log";
	}

}
