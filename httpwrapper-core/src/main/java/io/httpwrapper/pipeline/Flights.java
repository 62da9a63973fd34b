package io.httpwrapper.pipeline;

import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.httpwrapper.cache.CacheDecision;
import io.httpwrapper.cache.StoreKey;

/**
 * What a client asks the origin for at this moment so that several calls can be answered
 * with it: one flight per key. Thread-safe.
 */
final class Flights {

	private final ConcurrentMap<StoreKey, Flight> flights = new ConcurrentHashMap<>();

	private final AtomicInteger refreshing = new AtomicInteger();

	private final int maxRefreshes;

	/**
	 * Grows after something was stored and before its flight is gone from the map. A call
	 * that found nothing stored and no flight, but sees another number than before it
	 * looked, has to look again.
	 */
	private final AtomicLong landings = new AtomicLong();

	/**
	 * @param maxRefreshes most stale responses that are renewed in the background at a
	 * time
	 */
	Flights(int maxRefreshes) {
		this.maxRefreshes = maxRefreshes;
	}

	/** Has a call wait for the flight of its key, or lead it. */
	void join(CacheCall call) {
		while (!call.isOver()) {
			Flight flight = this.flights.get(call.key());
			if (flight == null) {
				Flight own = Flight.of(call, true, 0);
				if (this.flights.putIfAbsent(call.key(), own) == null) {
					own.start();
					return;
				}
			}
			else {
				switch (flight.passengers.board(call)) {
					case ABOARD -> {
						return;
					}
					case NOT_FOR_YOU -> {
						call.flyAlone();
						return;
					}
					case GONE -> {
						// stored by now, or of no use: one more look tells
						this.flights.remove(call.key(), flight);
						call.lookUp();
						return;
					}
				}
			}
		}
	}

	/**
	 * Asks once more, for calls whose flight has failed.
	 * @param calls not empty; the first one leads
	 * @param rank how many failures they have seen
	 */
	void again(List<CacheCall> calls, int rank) {
		Flight flight = Flight.of(calls.get(0), true, rank);
		List<CacheCall> others = calls.subList(1, calls.size());
		if (this.flights.putIfAbsent(calls.get(0).key(), flight) != null) {
			calls.forEach(this::join);
			return;
		}
		others.forEach((call) -> {
			if (flight.passengers.board(call) != Passengers.Boarding.ABOARD) {
				call.flyAlone();
			}
		});
		flight.start();
	}

	/**
	 * Renews a stale response in the background: off the caller's thread, which has its
	 * answer, and out of reach of its cancel.
	 */
	void refresh(CacheCall call, CacheDecision.Forward forward) {
		if (this.refreshing.incrementAndGet() > this.maxRefreshes) {
			this.refreshing.decrementAndGet();
			return;
		}
		Flight flight = Flight.inBackground(call, forward);
		if (this.flights.putIfAbsent(call.key(), flight) != null) {
			this.refreshing.decrementAndGet();
			return;
		}
		try {
			call.cache.time().scheduler().schedule(flight::start);
		}
		catch (RejectedExecutionException ex) {
			flight.end().forEach(CacheCall::flyAlone);
		}
	}

	/** A flight has landed in the store. */
	void landed() {
		this.landings.incrementAndGet();
	}

	/** A flight is over: nobody can board it any more. */
	void over(Flight flight, boolean background) {
		this.flights.remove(flight.key, flight);
		if (background) {
			this.refreshing.decrementAndGet();
		}
	}

	/** What was asked for before now is not for those who ask from now on. */
	void invalidate(String uri) {
		this.flights.keySet().removeIf((key) -> key.uri().equals(uri));
	}

	void invalidateAll() {
		this.flights.clear();
	}

	long landings() {
		return this.landings.get();
	}

	/** Flights under way that can be boarded. */
	int size() {
		return this.flights.size();
	}

}
