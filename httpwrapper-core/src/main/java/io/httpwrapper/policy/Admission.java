package io.httpwrapper.policy;

/**
 * What a guard answers when an attempt asks to be let in: a {@link Permit},
 * {@link Later}, or a refusal, which is the exception that the caller gets.
 */
public interface Admission {

}
