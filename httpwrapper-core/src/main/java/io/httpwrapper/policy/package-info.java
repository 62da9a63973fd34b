/**
 * Decisions and small states that need nothing but the JDK: verdicts, the circuit
 * breaker, retry, its budget, timeouts. All time and chance is handed in.
 */
@NullMarked
package io.httpwrapper.policy;

import org.jspecify.annotations.NullMarked;
