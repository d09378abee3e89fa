//! The promises of the table, one module per subject.
//!
//! Each promise is a function of a fresh store, so the same promises can be asked of any table: of the embedded engine, or of
//! another DynamoDB on this machine where `HIKYAKU_CONTRACT_ENDPOINT` names one (`tests/contracts/run` does).

#![expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod admission;
mod answers;
mod catalog;
mod ceilings;
mod cost;
mod dormancy;
mod due;
mod enrollments;
mod erasures;
mod events;
mod facts;
mod fence;
mod fixtures;
mod habits;
mod layout;
mod leads;
mod lists;
mod mailboxes;
mod pacing;
mod place;
mod suppressions;
mod table;
mod upkeep;

use store::Store;

/// A store on a table of its own, with two shards.
async fn fresh(name: &str) -> Store {
    let store = empty(name);
    store.create_table(2).await.unwrap();
    store
}

/// A store whose table is not made.
fn empty(name: &str) -> Store {
    Store::new(place::client(), place::table(name))
}

macro_rules! promises {
    ($($subject:ident { $($promise:ident)* })*) => {
        mod promises {
            $(mod $subject {
                $(#[tokio::test]
                async fn $promise() {
                    crate::$subject::$promise(crate::fresh(stringify!($promise)).await).await;
                })*
            })*
        }
    };
}

promises! {
    admission {
        a_lead_is_admitted_whole
        a_campaign_stands_beside_the_lead_and_beside_the_run_it_began
        where_a_lead_stands_already_nothing_is_written
        one_changed_enrollment_undoes_the_whole_admission
        a_card_that_is_kept_must_still_be_the_one_seen
        a_second_entry_replaces_what_it_has_seen
        an_admission_repeated_after_a_lost_answer_changes_nothing
        more_than_a_hundred_items_are_refused
        of_two_entries_at_once_one_is_admitted
    }
    lists {
        a_lead_comes_onto_a_list_with_everything_in_one_write
        a_lead_comes_onto_a_second_list_and_a_repetition_is_a_conflict
        a_place_remembers_the_latest_handings_over
        a_look_for_an_import_shows_what_speaks_against_it
        an_erased_lead_is_on_no_list_any_more
        a_walk_over_a_list_meets_everybody_on_it_once
    }
    leads {
        a_card_saved_twice_is_saved_once
        a_card_changed_by_another_is_a_conflict_that_shows_it
        a_profile_that_does_not_fit_is_refused_with_its_size
        tags_saved_twice_are_saved_once
        of_two_that_change_tags_at_once_neither_is_lost
        tags_of_an_erased_lead_are_not_brought_back
        an_engagement_keeps_every_digit
        an_engagement_is_not_made_for_an_unknown_lead
        the_first_engagement_saved_twice_is_saved_once
        a_refusal_counts_from_the_latest_moment
        a_refusal_by_an_unknown_lead_makes_no_item
        a_dossier_has_all_that_was_asked_for
    }
    suppressions {
        a_suppression_stands_without_a_lead
        of_two_suppressions_the_earlier_stays
        what_the_person_said_outlasts_what_machines_judged
        a_lifted_suppression_is_written_down_and_not_made_anew
        soft_bounces_are_kept_beside_the_suppression
        of_racing_changes_of_an_address_none_is_lost
    }
    erasures {
        a_tombstone_is_no_card_to_anybody
        a_sweep_leaves_the_tombstone_and_what_names_nobody
        a_mail_in_flight_holds_its_run_until_the_lease_is_over
        who_comes_back_takes_the_place_of_the_tombstone
        what_was_done_by_hand_is_read_back_in_order
    }
    enrollments {
        every_state_is_read_back_as_it_was_saved
        an_enrollment_saved_twice_is_saved_once
        of_two_that_take_the_same_step_one_wins
        an_enrollment_that_is_gone_is_not_brought_back
        all_enrollments_of_a_lead_are_found_beyond_one_page
        a_look_shows_what_a_sender_asks_and_nothing_of_others
        a_look_at_an_erased_lead_shows_no_card
        stopping_ends_what_waits_and_marks_what_is_in_flight
    }
    due {
        rows_come_in_the_order_of_their_time
        pages_join_without_gap_or_overlap
        each_lead_is_in_one_shard_of_its_lane
        a_taken_step_keeps_its_place_and_a_settled_one_moves
        a_cursor_holds_when_its_row_is_gone
        what_a_person_must_decide_is_listed_apart
        a_page_that_is_full_to_the_brim_is_followed_by_an_end
    }
    fence {
        every_order_of_calls_agrees_with_the_model
        of_many_racing_attempts_one_wins
        an_answer_that_was_lost_is_given_again
        a_mail_that_was_given_up_is_sent_again_and_counts_meanwhile
        a_fence_that_was_opened_again_keeps_what_is_known
        the_record_names_its_mail_whoever_wrote_first
    }
    facts {
        every_order_of_reports_gives_the_same_record
        a_fact_about_an_unknown_mail_makes_no_record
        every_fact_has_a_place_of_its_own
        all_messages_to_a_lead_are_found
    }
    events {
        the_same_occurrence_counts_once
        first_and_last_times_do_not_depend_on_the_order
        reports_from_many_sides_are_all_counted
    }
    dormancy {
        quiet_leads_come_by_day_and_page_on_behind_a_cursor
        leads_quiet_since_the_same_day_page_on_without_gap_or_overlap
        whoever_does_something_moves_to_that_day
        a_sweep_goes_on_where_it_stopped
        a_sweep_begins_once_a_day
    }
    catalog {
        publishing_switches_documents_and_head_and_keeps_old_mails
        what_does_not_fit_is_refused_before_anything_is_written
        more_than_a_megabyte_of_documents_is_read_whole
    }
    pacing {
        slots_do_not_overlap_whoever_takes_them
        lanes_have_slots_of_their_own
        the_quota_is_kept_as_it_was_read
        feedback_reaches_as_far_as_the_latest_mail
        a_pause_is_set_replaced_and_lifted
    }
    ceilings {
        a_caller_is_welcome_so_many_times_an_hour_and_a_day
        however_many_posts_of_a_caller_race_no_more_are_welcome
        first_mails_take_slots_however_many_ask_at_once
        a_slot_that_would_come_too_late_is_not_taken
        a_place_is_had_at_once_or_not_taken
        runs_begun_for_a_mailbox_are_written_with_the_admission_or_not_at_all
    }
    mailboxes {
        the_latest_refusal_of_a_mailbox_stands
        a_question_is_asked_by_one_admission_only
        a_mailbox_that_only_a_card_knows_of_is_asked_once
        who_wants_no_question_is_left_alone
    }
    upkeep {
        of_two_ticks_one_takes_over
        ticks_that_are_forgotten_have_handed_out_nothing
        a_pause_is_not_shortened_by_another
        pauses_set_by_different_causes_stand_beside_each_other
        a_lifted_pause_stays_until_it_is_forgotten
        parked_steps_stand_apart_and_come_back
        tallies_add_up_by_day_and_sequence
        posts_at_the_door_add_up_by_day_form_and_outcome
        what_was_seen_of_tallies_stays_while_they_grow
        unknown_mails_are_listed_the_latest_first_with_what_was_decided
        an_unknown_mail_is_found_by_its_attempt_and_its_beginning
        a_mail_that_was_never_sent_can_be_forgotten_and_no_other
        the_live_version_of_a_sequence_is_known
    }
    table {
        making_the_table_twice_keeps_its_shards
        data_of_another_identity_key_are_refused
        an_identity_key_is_compared_without_being_settled
        a_walk_meets_every_lead_and_every_enrollment_once
        the_export_has_every_item_on_a_line
    }
}

macro_rules! habits {
    ($($subject:ident { $($habit:ident)* })*) => {
        mod on_what_the_table_builds {
            $(mod $subject {
                $(#[tokio::test]
                async fn $habit() {
                    crate::habits::$subject::$habit(crate::habits::Table::fresh(stringify!($habit)).await).await;
                })*
            })*
        }
    };
}

habits! {
    conditions {
        a_put_whose_condition_fails_shows_what_stands_there
        an_update_whose_condition_fails_makes_no_item_and_shows_none
        a_comparison_with_an_attribute_that_is_missing_does_not_hold
        a_name_or_a_value_that_no_expression_uses_is_refused
        a_value_that_is_there_already_is_kept_by_if_not_exists
    }
    indexes {
        a_row_of_an_index_has_its_keys_and_nothing_else
        an_item_without_the_keys_of_an_index_is_not_in_it
        an_index_cannot_be_read_strongly
        a_range_takes_both_of_its_ends
        pages_among_equal_times_join_without_gap_or_overlap
        a_page_begins_behind_a_row_that_is_gone
        rows_come_in_the_order_of_their_bytes
    }
    limits {
        an_item_of_the_largest_size_fits_and_one_byte_more_does_not
        a_query_ends_its_page_at_a_megabyte
        a_batch_of_more_than_a_hundred_or_of_the_same_key_twice_is_refused
        empty_text_is_kept_and_an_empty_key_is_refused
        a_key_of_an_index_must_be_text
    }
    sets {
        a_set_is_made_by_adding_and_holds_nothing_twice
        a_condition_asks_whether_a_set_contains_a_text
        an_empty_set_is_refused
    }
    transactions {
        a_cancelled_transaction_names_the_action_that_failed_and_writes_nothing
        a_transaction_that_holds_is_written_whole
        a_transaction_touches_each_item_once_and_at_most_a_hundred
        of_two_transactions_on_one_item_one_is_carried_out
    }
}

#[tokio::test]
async fn a_table_that_is_not_there_is_a_refusal_that_retrying_does_not_mend() {
    let refused = empty("missing").head().await.unwrap_err();
    assert!(!refused.is_retryable(), "{refused}");
    assert!(
        refused.to_string().starts_with("read the live publication: the table refused the request"),
        "{refused}"
    );
}
