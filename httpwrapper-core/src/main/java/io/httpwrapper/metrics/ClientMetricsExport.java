package io.httpwrapper.metrics;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;

import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.client.WrappedClient;
import io.httpwrapper.event.ClientEvent;
import io.httpwrapper.event.ClientEventListener;
import io.httpwrapper.event.EventType;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

/**
 * Runs one {@link ClientMetricsExporter}. It listens to the clients from the start, gives
 * the exporter a report in each interval, and a last one when it is closed. Thread-safe.
 */
public final class ClientMetricsExport implements ClientEventListener, AutoCloseable {

	private static final Log logger = LogFactory.getLog(ClientMetricsExport.class);

	private final ClientRegistry clients;

	private final ClientMetricsExporter exporter;

	private final Set<EventType> types;

	private final InstantSource clock;

	private final Scheduler scheduler;

	private final BlockingQueue<ClientEvent> events;

	private final LongAdder dropped = new LongAdder();

	private final List<Disposable> running = new ArrayList<>();

	/** Used by the scheduler only. A lasting failure is logged once. */
	private boolean failing;

	/**
	 * @param maxEvents how many events may wait for the next report; at least 1
	 * @param clock gives the time of the reports
	 * @param scheduler runs one task at a time, and only exports; the caller disposes of
	 * it
	 */
	public ClientMetricsExport(ClientRegistry clients, ClientMetricsExporter exporter, int maxEvents,
			InstantSource clock, Scheduler scheduler) {
		this.clients = clients;
		this.exporter = exporter;
		this.types = Set.copyOf(exporter.types());
		this.clock = clock;
		this.scheduler = scheduler;
		this.events = new ArrayBlockingQueue<>(maxEvents);
	}

	/**
	 * Starts the export; must be called only once.
	 * @param interval the time from the end of one report to the start of the next
	 */
	public void start(Duration interval) {
		if (!this.types.isEmpty()) {
			this.clients.all().stream().map((client) -> client.listen(this)).forEach(this.running::add);
		}
		this.running.add(this.scheduler.schedulePeriodically(this::export, interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS));
	}

	@Override
	public Set<EventType> types() {
		return this.types;
	}

	@Override
	public void onEvent(ClientEvent event) {
		if (!this.events.offer(event)) {
			this.dropped.increment();
		}
	}

	/** How many events were dropped since the start. */
	public long droppedEvents() {
		return this.dropped.sum();
	}

	private void export() {
		List<ClientEvent> since = new ArrayList<>();
		this.events.drainTo(since);
		try {
			this.exporter.export(new ClientReport(this.clock.instant(),
					this.clients.all().stream().map(WrappedClient::snapshot).toList(), since, droppedEvents()));
			this.failing = false;
		}
		catch (Exception ex) {
			if (!this.failing) {
				this.failing = true;
				logger.warn("Exporter " + this.exporter + " failed; further failures are not logged until it succeeds",
						ex);
			}
		}
	}

	/**
	 * Ends the export with a last report. Waits for that at most a second, so that an
	 * exporter that hangs does not block the end of the application.
	 */
	@Override
	public void close() {
		this.running.forEach(Disposable::dispose);
		CountDownLatch exported = new CountDownLatch(1);
		try {
			this.scheduler.schedule(() -> {
				export();
				exported.countDown();
			});
			if (!exported.await(1, TimeUnit.SECONDS)) {
				logger.warn("Exporter " + this.exporter + " did not take its last report within 1 s");
			}
		}
		catch (RejectedExecutionException ex) {
			logger.debug("The exporter's thread has ended already", ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
