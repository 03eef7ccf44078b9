package dev.lifecycle.engine;

import java.time.Duration;
import java.util.concurrent.Callable;

import dev.lifecycle.ReadinessResult;

/**
 * One check of a readiness contract.
 *
 * @param name the name, unique within its service
 * @param timeout time that one call may take, before the timeout multiplier
 * @param probe the check; may block, is interrupted when the time is over; an exception
 * means not ready
 * @since 0.1.0
 */
public record ContractCheck(String name, Duration timeout, Callable<ReadinessResult> probe) {

}
