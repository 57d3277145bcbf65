package dev.sdr.testkit;

import dev.sdr.store.Tx;
import java.util.function.UnaryOperator;

/** Something put between the engine and the store, such as a deliberate bug. */
interface StoreLayer extends UnaryOperator<Tx> {}
