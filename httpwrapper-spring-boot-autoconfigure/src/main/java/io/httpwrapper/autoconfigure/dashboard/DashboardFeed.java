package io.httpwrapper.autoconfigure.dashboard;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import io.httpwrapper.autoconfigure.monitoring.ClientDescriptions;
import io.httpwrapper.client.ClientRegistry;
import io.httpwrapper.timing.TimeAndChance;
import org.jspecify.annotations.Nullable;
import reactor.core.Disposable;

/**
 * Feeds the open pages. A session begins with the first request of a page, and ends half
 * a minute after the last one, so that a page that has only lost its connection misses
 * nothing. Without a page there is no listener, no timer and no data. Thread-safe.
 */
final class DashboardFeed implements AutoCloseable {

	private static final Duration LINGER = Duration.ofSeconds(30);

	private final ClientRegistry clients;

	private final ClientDescriptions descriptions;

	private final TimeAndChance time;

	private final DashboardFacts facts;

	private @Nullable DashboardSession session;

	private @Nullable Disposable ticks;

	private long lastAsked;

	private boolean closed;

	DashboardFeed(ClientRegistry clients, ClientDescriptions descriptions, TimeAndChance time, DashboardFacts facts) {
		this.clients = clients;
		this.descriptions = descriptions;
		this.time = time;
		this.facts = facts;
	}

	/**
	 * All that a page has not seen yet, as JSON.
	 * @param after {@code last} of what it has seen, or empty to begin
	 */
	synchronized String data(String after) {
		this.lastAsked = this.time.nanoTime().getAsLong();
		if (this.session != null) {
			return this.session.after(after);
		}
		DashboardSession begun = new DashboardSession(this.clients, this.descriptions, this.time, this.facts);
		if (this.closed) {
			begun.end();
		}
		else {
			this.session = begun;
			this.ticks = this.time.scheduler().schedulePeriodically(this::tick, 1, 1, TimeUnit.SECONDS);
		}
		return begun.after(after);
	}

	private synchronized void tick() {
		if (this.session == null) {
			return;
		}
		if (this.time.nanoTime().getAsLong() - this.lastAsked > LINGER.toNanos()) {
			end();
		}
		else {
			this.session.sample();
		}
	}

	private void end() {
		if (this.session != null) {
			this.session.end();
			this.session = null;
		}
		if (this.ticks != null) {
			this.ticks.dispose();
			this.ticks = null;
		}
	}

	/** Whether anything is listened to and kept. */
	synchronized boolean isInUse() {
		return this.session != null;
	}

	@Override
	public synchronized void close() {
		this.closed = true;
		end();
	}

}
