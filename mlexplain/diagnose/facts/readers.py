"""Which module of which room reads which facts."""

from __future__ import annotations

_NAMES = {
    "paste.place": """
        file module_of_file script_file line function code frames libraries asking_library
        my_frames my_files beneath circling
    """,
    "line.call": """
        call call_text call_object call_method call_target call_arguments
        call_positional call_written call_line call_statement marked call_names call_keywords
        call_line_one estimator estimator_input
    """,
    "line.arguments": """
        meant_argument line_renamed line_without line_without_argument line_with
        line_with_missing mapping_line mapping_renamed
    """,
    "tensors.placement": """
        tensor model home criterion optimizer operands first_operand last_operand
        lagging lagging_home moved_line described nested_index_line
    """,
    "paste.phase": "phase evaluating no_grad adversarial step",
    "training.memory": """
        model_name parameters bytes_per_parameter weights weights_4bit weights_8bit
        training_memory gpu_memory batch_size batch_before batch_after other_memory
        other_share bytes_assumed size_held size_unused
    """,
    "paste.machine": """
        driver driver_cuda gpu_name smi_total smi_used smi_processes smi_largest smi_largest_name
        smi_largest_memory toolkit_tag
    """,
    "paste.system": "platform notebook torch_version python_version environment",
    "training.keys": """
        prefix prefix_missing prefix_unexpected part part_line name_saved name_wanted nested_key
        saved_size model_size width_saved width_built new_parts entry_holder entry_given
        entry_line state state_line line_of_state buffers counted positions saved_side model_side
        extra_rows emptied call_line_inner head vocabulary saved_rows model_rows
        mismatched_list
    """,
    "packages.distribution": """
        packages package package_shell run_as_module run_from_root run_below_root started_here submodule
        top_module local_module standard_module shadowing inside_module culprit_package
    """,
    "code.source": "source_model source_inputs source_has",
    "code.backend": "backend_call backend_call_gloo",
    "line.cudaline": "cuda_line cuda_line_device cuda_line_mps cuda_line_first cuda_number",
    "paste.command": """
        served script_started run_command run_command_parts run_command_gpus
        run_command_port
    """,
    "paste.program": "program foreign_program",
    "tensors.product": """
        linear shape_prints rounded rounded_sizes left_factor right_factor stored_shape
        layer_called layer_named left_rows left_columns right_rows right_columns
        transposed right_operand flattened
    """,
    "tensors.counted": "same_count",
    "tensors.batched": "product_left product_right product_turned",
    "tensors.dtypes": """
        double_input double_weights half_mix target_tensor weight_expression device_words
    """,
    "packages.renamed": """
        renamed old_name new_name renamed_since needs_release release_before
        asking_package renamed_note
    """,
    "line.metric": "line_scored scored",
    "line.asserted": "library_test library_of_test library_function",
    "line.uncopied": "uncopied",
    "line.functional": "traced_line at_line where_line unconverted_line jnp_line",
    "line.lookup": "looked_up table_of",
    "paste.field": "learning alone",
    "line.subscript": """
        holder_of_key more_lookups key_asked key_grouped key_numbers key_part key_constant
        slice_name table_asked cell_row cell_column
        line_with_unknown reach_ahead taken_apart divisor gone_through loop_source enumerated
        loop_target compared compared_with
    """,
    "packages.hub": "similar http_status cached_folder",
    "line.made": "made_line attribute",
    "packages.imports": """
        import_line import_package import_elsewhere imports_parted near_import
        near_import_line
    """,
    "line.mended": """
        closed_line colon_line suggested_line renamed_line guarded_line unmoved_line
        rest_line argmax_line line_reshaped line_stacked line_unwrapped alias_line
        line_params params_line line_of_both line_dimensions line_dimensions_from
        line_called line_row line_transformed line_fit_transformed line_indexed line_unchained
    """,
    "line.expression": """
        test_expression sought sought_in converted whole_number numpy_of uncalled_method
        updated written_out negated inverted assigned assigned_to division whole_division fed
        kept_in kept_value zeroed
        asserted_test asserted_values
    """,
    "line.operand": """
        operand_left operand_right operand_left_name operand_right_name operand_sign per_channel
        uncut cut_alike cut_lost
        joined joined_list handed handed_second made_by handed_mapping handed_text
        handed_numbers asked_of line_value line_target image_path
    """,
    "line.plain": """
        comma_line multiplied begun_line begun_holder begun_first text_column
        text_column_line formatted_line number_formatted line_formatted line_appended hidden_builtin
    """,
    "line.limits": "limited_line limit limit_of widened_line",
    "code.gathered": "listed_by",
    "code.loaded": "listed_batch",
    "packages.wheels": "wheel_python oldest_offered",
    "code.ports": "port_written",
    "paste.growing": "memory_grows loss_printed",
    "code.looped": "layer_list",
    "tensors.halved": "halved_line halved_line_number halved_mended",
    "tensors.padded": "line_padded",
    "datafiles.answers": "answers",
    "line.tested": "line_any line_all line_numel asserted masked_test",
    "line.swapped": """
        line_linalg linalg_name linalg_old linalg_note line_sparse_softmax line_padding_mask padding_name
    """,
    "line.choices": "near_choice line_chosen",
    "line.option": "option option_type option_line option_line_number option_mended",
    "code.elsewhere": "elsewhere line_elsewhere",
    "code.sparse": "sparse",
    "code.unreturned": "unreturned unreturned_line unreturned_mended unreturned_result",
    "datafiles.records": "records_line records_line_number records_mended records_file records_at",
    "datafiles.uneven": "uneven_file uneven_arguments",
    "datafiles.jsonfile": "json_file json_before json_after",
    "datafiles.tablefile": "table_file table_columns table_separator table_blanks",
    "datafiles.textfile": "text_file text_encoding opened_line opened_line_number opened_mended",
    "datafiles.globbed": "pattern pattern_found pattern_line pattern_line_number pattern_mended",
    "datafiles.nearfile": """
        near_path path_line path_line_number path_mended anchored_line anchored_mended deeper_path
        folder_kept_line folder_kept_line_number folder_kept_mended
    """,
    "training.trained": """
        metrics_line metrics_line_number metrics_mended labels_line labels_line_number
        labels_mended encoded encoded_line encoded_mended
    """,
    "training.scored": """
        unsure unsure_line unsure_line_number unsure_mended averaged_before averaged_after
    """,
    "code.nameless": "nameless_line nameless_mended inner_line inner_mended inner_around",
    "tensors.kept": "kept_line kept_mended",
    "paste.standard": "standard_asks",
    "code.local": "set_here measured",
    "datafiles.dayorder": "fitting_format day_first line_fitting",
    "datafiles.homefolder": "home_lost line_expanded",
    "code.ownfield": "own_field line_own_field",
    "line.unit": "missing_mark missing_line unit unit_factor unit_taken unit_line unit_values",
    "line.alike": "alike_line alike_form",
    "datafiles.headline": "headline headline_mended headline_file",
    "training.stepped": """
        step_line step_line_number step_mended step_name step_class target_line
        target_mended
    """,
    "code.factory": "factory_before factory_after",
    "tensors.perrow": "per_row per_row_line",
    "line.wrapped": "sized line_sized line_positions layer_looked_up line_layers_made",
    "code.uncalled": "uncalled uncalled_line uncalled_line_number",
    "code.appended": "appended_line appended_mended",
    "training.savedkey": "saved_key line_saved_key",
    "code.held": "held held_line",
    "code.initialised": "set_lines set_by_init",
    "code.namespaced": "outer_line outer_line_number outer_mended",
    "code.nearname": "near_name line_near_name",
    "code.ownname": "own_near own_near_line own_import",
    "line.table": """
        applied applied_by applied_call applied_line applied_keywords masked_line
        chosen_line table_of_names mapped_column masked_call assigned_to_attribute
        assigned_names listed_key line_pivot_table
    """,
    "tensors.dimensions": "lacking weight_channels flat_columns flat_channels flat_side",
    "tensors.reshaped": """
        reshaped reshape_deep reshape_features reshape_rows reshape_width reshape_group
        reshape_surplus reshape_undivided reshape_parts reshape_by reshape_quotient
        reshape_whole reshape_grid reshape_grid_told reshape_side reshape_side_features
        reshape_side_batch view_undivided view_divisors reshape_fits line_batch_free line_flattened
    """,
    "packages.releases": "released_with gone_before",
    "code.mapped": "mapped mapped_line mapped_returning",
    "paste.usage": "refused near_option whole_value decimal_value",
    "code.traced": """
        origin_line origin_statement origin_value origin_target origin_function origin_call
        origin_method origin_owner origin_keywords origin_count nothing_line nothing_returned
        nothing_gathered branch_of branch_line branch_returned items_of in_place_line
        origin_with_tensors origin_transformed origin_binary estimator_line
        continuous_made continuous_class
    """,
    "code.entries": """
        known_keys near_key line_near_key only_text_key line_only_text_key merged_line
        renamed_columns_line known_keys_other suffixed_line suffixed_merge
    """,
    "code.columnnames": """
        text_columns column_meant column_named_line column_named_line_number
        column_named_mended
    """,
    "code.indexed": "grouped_line grouped_mended index_name line_of_index",
    "code.members": """
        near_attribute line_near_attribute near_set_line near_set_mended
        definition_line definition_with_self unstored_line unstored_mended
        suggested_near
    """,
    "line.caller": "caller_line caller_row_by_row caller_last",
    "line.nothing": "line_none_first none_operand line_not_kept",
    "line.words": "line_word word word_line",
    "datafiles.listed": "bare_name listed_folder listed_name missing_folder",
    "line.taken": """
        line_all_taken line_split_once line_split_kept line_split_four split_ordered_line
        line_state_pair
    """,
    "tensors.width": "layer_line layer_line_number layer_mended width_agrees",
    "training.schedule": "schedule_line schedule_line_number schedule_mended schedule_steps",
    "tensors.rows": "rows_line rows_line_number rows_mended",
    "tensors.heads": """
        heads_line heads_line_number heads_mended heads_width heads_fitting heads_given
    """,
    "training.prepared": """
        parent_line parent_line_number parent_mended begun_class_line begun_class_line_number
        begun_class_mended updates_line updates_line_number
        updates_mended qconfig_line qconfig_of joined_late_line joined_late_line_number
        joined_late_mended
    """,
    "code.definition": """
        loader_line loader_line_number loader_mended layers_line layers_line_number
        layers_mended constructor_line constructor_line_number constructor_mended
        forward_line forward_line_number forward_mended returned_line
        returned_line_number returned_mended item_line item_line_number item_mended
        watched_value watched_line watched_mended
        item_kind item_keys item_key line_item_key
    """,
    "training.recorded": """
        earlier_line earlier_number earlier_mended carried carried_line carried_line_number
        carried_mended beforehand_line beforehand_number beforehand_mended
    """,
    "code.rounds": """
        fewer_line fewer_line_number fewer_mended batched_line batched_line_number batched_mended
    """,
    "tensors.positions": "positions_line positions_line_number positions_mended positions_more",
    "training.leaves": """
        asking_line asking_line_number asking_mended entry_update_line entry_update_line_number
        entry_update_mended leaf_line leaf_line_number leaf_mended line_augmented graded
    """,
    "code.hooks": "lambda_line lambda_line_number lambda_mended",
    "training.cutting": "cut_kind cut_line cut_mended cut_number frozen_head",
    "training.shared": "shared shared_loss shared_line shared_line_number shared_mended",
    "training.anomaly": "detected_line detected_number detected_made detected_copied",
    "training.losspart": "loss_part",
    "training.overwritten": "inplace_line inplace_number inplace_mended",
    "code.naming": "own_names iterator iterated_from",
    "paste.around": "message exception log kind text chain other_errors own_rank",
}

READERS = {module: tuple(names.split()) for module, names in _NAMES.items()}
"""Module → the facts it reads."""

MODULE_OF = {name: module for module, names in READERS.items() for name in names}
