package io.httpwrapper.autoconfigure.jetty;

import org.eclipse.jetty.client.HttpClient;
import org.eclipse.jetty.io.ArrayByteBufferPool;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.eclipse.jetty.util.thread.ScheduledExecutorScheduler;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * The threads, timers and buffers that all clients share, unless the application's
 * customizers set others. They are started with the first client that is used.
 * Thread-safe.
 */
final class JettyThreads implements AutoCloseable {

	/** One each client holds, so that this is no limit in practice. */
	private static final int MOST = 2_000;

	private final QueuedThreadPool executor = new QueuedThreadPool(MOST, 1);

	private final Scheduler scheduler = new ScheduledExecutorScheduler("httpwrapper-jetty-timer", true);

	private final ByteBufferPool buffers = new ArrayByteBufferPool();

	JettyThreads() {
		this.executor.setName("httpwrapper-jetty");
		this.executor.setDaemon(true);
		this.executor.setReservedThreads(0);
	}

	synchronized void lendTo(HttpClient client) {
		// a client stops what it has started, but not what runs already
		LifeCycle.start(this.executor);
		LifeCycle.start(this.scheduler);
		if (client.getExecutor() == null) {
			client.setExecutor(this.executor);
		}
		if (client.getScheduler() == null) {
			client.setScheduler(this.scheduler);
		}
		if (client.getByteBufferPool() == null) {
			client.setByteBufferPool(this.buffers);
		}
	}

	@Override
	public synchronized void close() {
		LifeCycle.stop(this.executor);
		LifeCycle.stop(this.scheduler);
	}

}
