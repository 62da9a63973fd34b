package io.httpwrapper.sample.recipes;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.metrics.ClientReport;
import io.httpwrapper.settings.ClientSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

class FileExporterTests {

	@Test
	void fileThatIsFullIsSetAside(@TempDir Path directory) throws IOException {
		Path file = directory.resolve("clients.csv");
		FileExporter exporter = new FileExporter(file, 50);
		ClientReport report = new ClientReport(Instant.parse("2026-01-01T00:00:00Z"),
				List.of(WrappedClient.named("orders", ClientSettings.DEFAULTS).build().snapshot()), List.of(), 0);

		exporter.export(report);
		exporter.export(report);
		exporter.export(report);

		assertThat(Files.readAllLines(file)).containsExactly("2026-01-01T00:00:00Z,orders,0,0,0");
		assertThat(Files.readAllLines(directory.resolve("clients.csv.1"))).hasSize(2);
	}

}
