extension LightingRules {
    /// EN 13201-2:2015, tables 1 to 6, and CEN/TR 13201-1:2014, tables 1 to 4, as a rule file.
    ///
    /// The weights are the report's example values, which countries may replace. What a road of an OSM type is like where
    /// its data do not say is this project's: a city street with mixed traffic, junctions closer than 333 m, quiet side
    /// streets with parked cars and little light around. Comparable classes after CEN/TR 13201-1:2014, table 2.
    static let en13201Text = """
        {
          "name": "EN 13201-2:2015",
          "classes": {
            "M1": {"clause": "table 1", "L_av": 2.00, "U_o": 0.40, "U_l": 0.70, "U_ow": 0.15, "f_TI": 10, "R_EI": 0.35},
            "M2": {"clause": "table 1", "L_av": 1.50, "U_o": 0.40, "U_l": 0.70, "U_ow": 0.15, "f_TI": 10, "R_EI": 0.35},
            "M3": {"clause": "table 1", "L_av": 1.00, "U_o": 0.40, "U_l": 0.60, "U_ow": 0.15, "f_TI": 15, "R_EI": 0.30},
            "M4": {"clause": "table 1", "L_av": 0.75, "U_o": 0.40, "U_l": 0.60, "U_ow": 0.15, "f_TI": 15, "R_EI": 0.30},
            "M5": {"clause": "table 1", "L_av": 0.50, "U_o": 0.35, "U_l": 0.40, "U_ow": 0.15, "f_TI": 15, "R_EI": 0.30},
            "M6": {"clause": "table 1", "L_av": 0.30, "U_o": 0.35, "U_l": 0.40, "U_ow": 0.15, "f_TI": 20, "R_EI": 0.30},
            "C0": {"clause": "table 2", "E_av": 50.0, "U_E": 0.40},
            "C1": {"clause": "table 2", "E_av": 30.0, "U_E": 0.40},
            "C2": {"clause": "table 2", "E_av": 20.0, "U_E": 0.40},
            "C3": {"clause": "table 2", "E_av": 15.0, "U_E": 0.40},
            "C4": {"clause": "table 2", "E_av": 10.0, "U_E": 0.40},
            "C5": {"clause": "table 2", "E_av": 7.50, "U_E": 0.40},
            "P1": {"clause": "table 3", "E_av": 15.0, "E_min": 3.00, "E_av_limit": 1.5},
            "P2": {"clause": "table 3", "E_av": 10.0, "E_min": 2.00, "E_av_limit": 1.5},
            "P3": {"clause": "table 3", "E_av": 7.50, "E_min": 1.50, "E_av_limit": 1.5},
            "P4": {"clause": "table 3", "E_av": 5.00, "E_min": 1.00, "E_av_limit": 1.5},
            "P5": {"clause": "table 3", "E_av": 3.00, "E_min": 0.60, "E_av_limit": 1.5},
            "P6": {"clause": "table 3", "E_av": 2.00, "E_min": 0.40, "E_av_limit": 1.5},
            "P7": {"clause": "table 3"},
            "HS1": {"clause": "table 4", "E_hs": 5.00, "U_hs": 0.15},
            "HS2": {"clause": "table 4", "E_hs": 2.50, "U_hs": 0.15},
            "HS3": {"clause": "table 4", "E_hs": 1.00, "U_hs": 0.15},
            "HS4": {"clause": "table 4"},
            "SC1": {"clause": "table 5", "E_sc": 10.0},
            "SC2": {"clause": "table 5", "E_sc": 7.50},
            "SC3": {"clause": "table 5", "E_sc": 5.00},
            "SC4": {"clause": "table 5", "E_sc": 3.00},
            "SC5": {"clause": "table 5", "E_sc": 2.00},
            "SC6": {"clause": "table 5", "E_sc": 1.50},
            "SC7": {"clause": "table 5", "E_sc": 1.00},
            "SC8": {"clause": "table 5", "E_sc": 0.75},
            "SC9": {"clause": "table 5", "E_sc": 0.50},
            "EV1": {"clause": "table 6", "E_v": 50.0},
            "EV2": {"clause": "table 6", "E_v": 30.0},
            "EV3": {"clause": "table 6", "E_v": 10.0},
            "EV4": {"clause": "table 6", "E_v": 7.50},
            "EV5": {"clause": "table 6", "E_v": 5.00},
            "EV6": {"clause": "table 6", "E_v": 0.50}
          },
          "selection": {
            "M": {
              "base": 6, "first": 1, "last": 6,
              "parameters": {
                "design_speed": {
                  "weights": {"very_high": 2, "high": 1, "moderate": -1, "low": -2},
                  "by_speed": [
                    {"from": 100, "is": "very_high"}, {"over": 70, "is": "high"}, {"over": 40, "is": "moderate"},
                    {"from": 0, "is": "low"}
                  ]
                },
                "traffic_volume": {"weights": {"high": 1, "moderate": 0, "low": -1}},
                "traffic_composition": {"weights": {"mixed_with_many_non_motorised": 2, "mixed": 1, "motorised": 0}},
                "separation": {"weights": {"no": 1, "yes": 0}},
                "junction_density": {"weights": {"high": 1, "moderate": 0}},
                "parked_vehicles": {"weights": {"present": 1, "not_present": 0}},
                "ambient_luminosity": {"weights": {"high": 1, "moderate": 0, "low": -1}},
                "navigational_task": {"weights": {"very_difficult": 2, "difficult": 1, "easy": 0}}
              }
            },
            "C": {
              "base": 6, "first": 0, "last": 5,
              "parameters": {
                "design_speed": {
                  "weights": {"very_high": 3, "high": 2, "moderate": 0, "low": -1},
                  "by_speed": [
                    {"from": 100, "is": "very_high"}, {"over": 70, "is": "high"}, {"over": 40, "is": "moderate"},
                    {"from": 0, "is": "low"}
                  ]
                },
                "traffic_volume": {"weights": {"high": 1, "moderate": 0, "low": -1}},
                "traffic_composition": {"weights": {"mixed_with_many_non_motorised": 2, "mixed": 1, "motorised": 0}},
                "separation": {"weights": {"no": 1, "yes": 0}},
                "parked_vehicles": {"weights": {"present": 1, "not_present": 0}},
                "ambient_luminosity": {"weights": {"high": 1, "moderate": 0, "low": -1}},
                "navigational_task": {"weights": {"very_difficult": 2, "difficult": 1, "easy": 0}}
              }
            },
            "P": {
              "base": 6, "first": 1, "last": 6,
              "parameters": {
                "travel_speed": {
                  "weights": {"low": 1, "very_low": 0},
                  "by_speed": [{"over": 20, "is": "low"}, {"from": 0, "is": "very_low"}]
                },
                "use_intensity": {"weights": {"busy": 1, "normal": 0, "quiet": -1}},
                "traffic_composition": {
                  "weights": {
                    "pedestrians_cyclists_motorised": 2, "pedestrians_motorised": 1, "pedestrians_cyclists": 1,
                    "pedestrians": 0, "cyclists": 0
                  }
                },
                "parked_vehicles": {"weights": {"present": 1, "not_present": 0}},
                "ambient_luminosity": {"weights": {"high": 1, "moderate": 0, "low": -1}}
              }
            }
          },
          "roads": {
            "motorway": {
              "family": "M", "design_speed": "very_high", "traffic_volume": "high", "traffic_composition": "motorised",
              "separation": "yes", "junction_density": "moderate", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "trunk": {
              "family": "M", "design_speed": "high", "traffic_volume": "high", "traffic_composition": "mixed",
              "separation": "yes", "junction_density": "moderate", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "primary": {
              "family": "M", "design_speed": "moderate", "traffic_volume": "high", "traffic_composition": "mixed",
              "separation": "no", "junction_density": "high", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "secondary": {
              "family": "M", "design_speed": "moderate", "traffic_volume": "moderate", "traffic_composition": "mixed",
              "separation": "no", "junction_density": "high", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "tertiary": {
              "family": "M", "design_speed": "moderate", "traffic_volume": "low", "traffic_composition": "mixed",
              "separation": "no", "junction_density": "high", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "unclassified": {
              "family": "M", "design_speed": "moderate", "traffic_volume": "low", "traffic_composition": "mixed",
              "separation": "no", "junction_density": "moderate", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate", "navigational_task": "easy"
            },
            "residential": {
              "family": "P", "faster": {"over": 40, "as": "unclassified"},
              "travel_speed": "low", "use_intensity": "quiet", "traffic_composition": "pedestrians_cyclists_motorised",
              "parked_vehicles": "present", "ambient_luminosity": "low"
            },
            "living_street": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "quiet",
              "traffic_composition": "pedestrians_cyclists_motorised", "parked_vehicles": "present",
              "ambient_luminosity": "low"
            },
            "service": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "quiet",
              "traffic_composition": "pedestrians_cyclists_motorised", "parked_vehicles": "not_present",
              "ambient_luminosity": "low"
            },
            "track": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "quiet",
              "traffic_composition": "pedestrians_cyclists_motorised", "parked_vehicles": "not_present",
              "ambient_luminosity": "low"
            },
            "pedestrian": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "busy",
              "traffic_composition": "pedestrians_cyclists", "parked_vehicles": "not_present",
              "ambient_luminosity": "moderate"
            },
            "cycleway": {
              "family": "P", "travel_speed": "low", "use_intensity": "normal", "traffic_composition": "cyclists",
              "parked_vehicles": "not_present", "ambient_luminosity": "low"
            },
            "footway": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "normal",
              "traffic_composition": "pedestrians", "parked_vehicles": "not_present", "ambient_luminosity": "low"
            },
            "path": {
              "family": "P", "travel_speed": "very_low", "use_intensity": "quiet",
              "traffic_composition": "pedestrians_cyclists", "parked_vehicles": "not_present",
              "ambient_luminosity": "low"
            }
          },
          "comparable": [
            {
              "up_to_q0": 0.05,
              "classes": {"M1": "C0", "M2": "C1", "M3": "C2", "M4": "C3", "M5": "C4", "M6": "C5"}
            },
            {
              "up_to_q0": 0.08,
              "classes": {"M1": "C1", "M2": "C2", "M3": "C3", "M4": "C4", "M5": "C5", "M6": "C5"}
            },
            {
              "up_to_q0": 1,
              "classes": {"M1": "C2", "M2": "C3", "M3": "C4", "M4": "C5", "M5": "C5", "M6": "C5"}
            }
          ]
        }
        """
}
