package io.httpwrapper.sample;

import java.math.BigDecimal;
import java.time.Duration;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

/**
 * Calls each client a few times per second, so that there is something to watch.
 */
final class LoadGenerator implements SmartLifecycle {

	private static final Logger logger = LoggerFactory.getLogger(LoadGenerator.class);

	private static final int MOST_AT_ONCE = 64;

	private final Shop shop;

	private final LoadSettings settings;

	private final Scheduler scheduler;

	private final Tally orders = new Tally("orders");

	private final Tally inventory = new Tally("inventory");

	private final Tally payments = new Tally("payments");

	private Disposable load = Disposables.disposed();

	LoadGenerator(Shop shop, LoadSettings settings, Scheduler scheduler) {
		this.shop = shop;
		this.settings = settings;
		this.scheduler = scheduler;
	}

	@Override
	public synchronized void start() {
		this.load = Disposables.composite(
				every(this.settings.interval()).flatMap(this::callEach, MOST_AT_ONCE).subscribe(),
				every(this.settings.report()).subscribe((n) -> logger.info("{}", report())));
	}

	private Flux<Long> every(Duration pause) {
		return Flux.interval(pause, this.scheduler).onBackpressureDrop();
	}

	private Mono<Void> callEach(long n) {
		return Mono.when(this.orders.count(this.shop.order(Long.toString(n))),
				this.inventory.count(this.shop.stock("apple")),
				this.payments.count(this.shop.pay(new Shop.Payment(BigDecimal.valueOf(n)))));
	}

	/**
	 * How the calls since the last report went, in a sentence.
	 */
	String report() {
		return this.orders.report() + " | " + this.inventory.report() + " | " + this.payments.report();
	}

	@Override
	public synchronized void stop() {
		this.load.dispose();
	}

	@Override
	public synchronized boolean isRunning() {
		return !this.load.isDisposed();
	}

}
