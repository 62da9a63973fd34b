package io.httpwrapper.policy;

import java.time.Duration;
import java.util.List;

/**
 * What one key has learnt, at one moment.
 *
 * @param name the key
 * @param state whether anything is held back
 * @param quotas the quotas known, as they are estimated to be now
 * @param rate requests per second that may be sent after the remote has throttled; 0
 * while there is no such limit
 * @param pause time until the next request may be sent; zero if it may be sent now
 * @param waiting requests that wait
 */
public record QuotaSnapshot(String name, QuotaState state, List<Quota> quotas, double rate, Duration pause,
		int waiting) {

}
