package io.httpwrapper.autoconfigure.export;

import java.time.InstantSource;
import java.util.List;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.metrics.ClientMetricsExport;
import io.httpwrapper.metrics.ClientMetricsExporter;
import org.jspecify.annotations.Nullable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import org.springframework.context.SmartLifecycle;

/**
 * Runs the exporters, each on a daemon thread of its own, so that one that hangs does not
 * delay the others. Without exporters there is no thread.
 */
final class Exports implements SmartLifecycle {

	private final ClientRegistry clients;

	private final List<ClientMetricsExporter> exporters;

	private final ExportSettings settings;

	private final InstantSource clock;

	private @Nullable List<Running> running;

	Exports(ClientRegistry clients, List<ClientMetricsExporter> exporters, ExportSettings settings,
			InstantSource clock) {
		this.clients = clients;
		this.exporters = exporters;
		this.settings = settings;
		this.clock = clock;
	}

	@Override
	public void start() {
		this.running = this.exporters.stream().map(this::run).toList();
	}

	private Running run(ClientMetricsExporter exporter) {
		// one thread, on which an exporter may block
		Scheduler scheduler = Schedulers.newBoundedElastic(1, Integer.MAX_VALUE, "httpwrapper-export", 60, true);
		ClientMetricsExport export = new ClientMetricsExport(this.clients, exporter, this.settings.maxEvents(),
				this.clock, scheduler);
		export.start(this.settings.interval());
		return new Running(export, scheduler);
	}

	@Override
	public void stop() {
		List<Running> running = this.running;
		this.running = null;
		if (running != null) {
			running.forEach(Running::close);
		}
	}

	@Override
	public boolean isRunning() {
		return this.running != null;
	}

	private record Running(ClientMetricsExport export, Scheduler scheduler) {

		void close() {
			this.export.close();
			this.scheduler.dispose();
		}

	}

}
