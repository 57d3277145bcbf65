package dev.sdr.reply;

import dev.sdr.reply.ReplyAnalysis.Intent;

/**
 * An intent and what speaks for it.
 *
 * @param intent the intent
 * @param confidence how sure, from 0.0 to 1.0
 * @param why the words it rests on, or what else it rests on
 */
record Verdict(Intent intent, double confidence, String why) {}
