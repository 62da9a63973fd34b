package io.httpwrapper.autoconfigure.export;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.httpwrapper.autoconfigure.HttpWrapperAutoConfiguration;
import io.httpwrapper.metrics.ClientMetricsExporter;
import io.httpwrapper.metrics.ClientReport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webclient.autoconfigure.WebClientAutoConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class ExportContextTests {

	private final ApplicationContextRunner context = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(WebClientAutoConfiguration.class, HttpWrapperAutoConfiguration.class,
				ExportAutoConfiguration.class))
		.withPropertyValues("httpwrapper.clients.orders.base-url=http://orders.internal",
				"httpwrapper.export.interval=1h");

	@Test
	void withoutAnExporterThereIsNoThread() {
		this.context.run((application) -> assertThat(Thread.getAllStackTraces().keySet()).extracting(Thread::getName)
			.noneMatch((name) -> name.startsWith("httpwrapper-export")));
	}

	@Test
	void exporterGetsItsLastReportWhenTheApplicationEnds() {
		List<ClientReport> reports = new CopyOnWriteArrayList<>();

		this.context.withBean(ClientMetricsExporter.class, () -> reports::add)
			.run((application) -> assertThat(reports).isEmpty());

		assertThat(reports).hasSize(1);
		assertThat(reports.get(0).clients()).extracting("client").containsExactly("default", "orders");
	}

	@Test
	void logHoldsALineOfJsonForEachClient(CapturedOutput output) {
		this.context.withPropertyValues("httpwrapper.export.log=true").run((application) -> {
		});

		assertThat(output).containsPattern("\\{\"at\":\"[^\"]+\",\"client\":\"orders\",\"counters\":\\{\"calls\":0,");
	}

	@Test
	void intervalThatIsNoneFailsTheStart() {
		this.context.withPropertyValues("httpwrapper.export.interval=0s")
			.run((application) -> assertThat(application).getFailure()
				.rootCause()
				.hasMessageContaining("httpwrapper.export.interval")
				.hasMessageContaining("100ms"));
	}

}
