package io.httpwrapper.sample.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

import io.httpwrapper.metrics.ClientMetricsExporter;
import io.httpwrapper.metrics.ClientReport;

/**
 * A recipe for an exporter of one's own: a line of CSV for each client and report, in a
 * file that is set aside when it has become too long. One older file is kept. Make it a
 * bean.
 */
public final class FileExporter implements ClientMetricsExporter {

	private final Path file;

	private final long maxBytes;

	public FileExporter(Path file, long maxBytes) {
		this.file = file;
		this.maxBytes = maxBytes;
	}

	@Override
	public void export(ClientReport report) throws IOException {
		if (Files.exists(this.file) && Files.size(this.file) >= this.maxBytes) {
			Files.move(this.file, this.file.resolveSibling(this.file.getFileName() + ".1"),
					StandardCopyOption.REPLACE_EXISTING);
		}
		List<String> lines = report.clients()
			.stream()
			.map((client) -> "%s,%s,%d,%d,%d".formatted(report.at(), client.client(), client.counters().calls(),
					client.counters().failed(), client.counters().retries()))
			.toList();
		Files.write(this.file, lines, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
	}

}
