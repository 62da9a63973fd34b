package io.httpwrapper.pipeline;

import java.util.List;

import io.httpwrapper.cache.StoreChange;
import io.httpwrapper.cache.StoredBody;
import io.httpwrapper.cache.StoredResponse;
import org.jspecify.annotations.Nullable;

/**
 * What follows for the others on a {@link Flight} from what became of its body, which its
 * leader reads as it comes.
 */
final class FlightBody implements TeeListener {

	private final Flight flight;

	private final ResponseCache cache;

	private final StoreChange outdated;

	/**
	 * @param outdated what becomes of what is stored if the body cannot be
	 */
	FlightBody(Flight flight, StoreChange outdated) {
		this.flight = flight;
		this.cache = flight.cache;
		this.outdated = outdated;
	}

	@Override
	public void bodyCollected(StoredBody body) {
		StoredResponse complete = this.flight.passengers.land(body);
		if (complete == null) {
			return;
		}
		this.cache.change(this.flight.key, StoreChange.put(complete), this.flight.generation(), this.flight.exchange,
				() -> {
					// those aboard stay: they are answered when the reader has all of it
					this.cache.flights().landed();
					this.flight.unlist();
				});
	}

	@Override
	public void bodyPassed() {
		StoredResponse complete = this.flight.passengers.landed();
		if (complete == null) {
			return;
		}
		this.flight.passengers.disembark().forEach((call) -> {
			if (!StoredAnswers.serveCollapsed(call, complete)) {
				call.flyAlone();
			}
		});
	}

	@Override
	public void bodyRefused(boolean undecided) {
		this.cache.change(this.flight.key, this.outdated, this.flight.generation(), this.flight.exchange, () -> {
			// nobody waits for that
		});
		List<CacheCall> waiting = this.flight.end();
		if (undecided) {
			waiting.forEach(CacheCall::flyAlone);
		}
		else {
			this.flight.ofNoUse(waiting);
		}
	}

	@Override
	public void bodyLost(@Nullable Throwable error) {
		if (error != null) {
			this.flight.again(this.flight.end(), error);
		}
		else {
			this.flight.end().forEach(CacheCall::flyAlone);
		}
	}

}
