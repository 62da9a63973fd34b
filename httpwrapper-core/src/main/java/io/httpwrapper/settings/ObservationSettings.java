package io.httpwrapper.settings;

/**
 * What is observed (Micrometer Observation) besides the call, which {@code WebClient} and
 * {@code RestClient} observe themselves.
 *
 * @param attempts whether each attempt is an observation of its own, below that of its
 * call: a span for each request sent, whose id is the one that the remote sees. Costs
 * each attempt about as much as the call's own observation
 */
public record ObservationSettings(boolean attempts) {

	public static final ObservationSettings DEFAULTS = new ObservationSettings(false);

}
