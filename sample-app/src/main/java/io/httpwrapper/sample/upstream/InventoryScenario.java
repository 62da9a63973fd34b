package io.httpwrapper.sample.upstream;

import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A service with outages, while which it answers 500 and breaks the connection in turn.
 */
final class InventoryScenario implements Scenario {

	private final Outage outage;

	private final Latency latency;

	private final AtomicLong failures = new AtomicLong();

	InventoryScenario(Outage outage, Latency latency) {
		this.outage = outage;
		this.latency = latency;
	}

	@Override
	public Reply replyTo(String id) {
		if (!this.outage.isOn()) {
			return Reply.Answer.of(200, Map.of("sku", id, "available", 7), this.latency.next());
		}
		return (this.failures.getAndIncrement() % 2 == 0)
				? Reply.Answer.error(500, "inventory is out", this.latency.next()) : new Reply.Reset();
	}

}
